// A run of the library's whose handler blocks the event loop until a file is there, or for a minute.
//   node run-with-blocking-handler.mjs <library> '<options as JSON>' <file>
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [library, options, file] = process.argv.slice(2);
const { run } = await import(pathToFileURL(library).href);
let seconds;
const { status } = await run({ ...JSON.parse(options), eventHandler: block });
process.stdout.write(`${JSON.stringify({ status, seconds })}\n`);

function block({ event }) {
  if (seconds !== undefined || event !== 'runner_on_ok') return;
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  const began = performance.now();
  while (!existsSync(file) && performance.now() - began < 60_000) Atomics.wait(nobody, 0, 0, 20);
  seconds = (performance.now() - began) / 1000;
}
