// A run of the library's in a process of its own: its last line says in JSON how it went.
//   node run-play.mjs <library> '<options as JSON>'
import { pathToFileURL } from 'node:url';

const [library, options] = process.argv.slice(2);
const { start } = await import(pathToFileURL(library).href);
const run = await start(JSON.parse(options));
const { status, rc, eventCount, deliveries } = await run.result;
globalThis.labClaim?.({ ended: deliveries });
process.stdout.write(`${JSON.stringify({ status, rc, eventCount, deliveries })}\n`);
