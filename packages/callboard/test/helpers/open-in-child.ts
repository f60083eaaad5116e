// A reader of its own, for tests that let several recover at once, or kill one: `node open-in-child.js <dir> <ident>`.
import { openRun } from '#callboard/index.js';

const [privateDataDir = '', ident = ''] = process.argv.slice(2);
const run = await openRun(privateDataDir, ident);
process.stdout.write(JSON.stringify({ status: run.status, cutOff: run.cutOff, rc: run.rc }));
