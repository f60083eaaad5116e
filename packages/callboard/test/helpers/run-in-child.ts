// A runner of its own, for tests that kill it: `node run-in-child.js '<options as JSON>'`.
import { type RunOptions, start } from '#callboard/index.js';

const run = await start(JSON.parse(process.argv[2] ?? '{}') as RunOptions);
const result = await run.result;
process.stdout.write(JSON.stringify({ status: result.status, rc: result.rc, eventCount: result.eventCount }));
