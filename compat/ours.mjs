// Runs one play with our library and writes down what its handlers were told: the counterpart of peer.py.
// Usage: node ours.mjs REQUEST ANSWER
import { readFile, writeFile } from 'node:fs/promises';
import { run } from 'callboard';

/** Options whose names go into camelCase; what they hold stays as it is. */
const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

async function main(requestPath, answerPath) {
  const request = JSON.parse(await readFile(requestPath, 'utf8'));
  const answer = { statuses: [], events: [], artifacts: [], finished: 0 };
  const seen = new Set();
  const options = Object.fromEntries(Object.entries(request.options).map(([name, value]) => [camelCase(name), value]));
  Object.assign(options, {
    eventHandler(event) {
      answer.events.push(JSON.stringify(event));
      seen.add(event.event);
      return !request.drop.includes(event.event);
    },
    statusHandler: (status) => void answer.statuses.push(JSON.stringify(status)),
    artifactsHandler: (directory) => void answer.artifacts.push(directory),
    finishedCallback: () => void answer.finished++,
  });
  if (request.cancelAfter) options.cancelCallback = () => seen.has(request.cancelAfter);
  try {
    answer.result = await describe(await run(options), request.host);
  } catch (error) {
    answer.error = { type: error.code ?? error.name, message: error.message };
  }
  await writeFile(answerPath, JSON.stringify(answer));
}

async function describe({ rc, status, stats, run: recorded }, host) {
  const described = { rc, status, stats: stats ?? null, events: [], host_events: [] };
  for await (const event of recorded.events) described.events.push(event.counter);
  for await (const event of recorded.hostEvents(host)) described.host_events.push(event.event);
  described.fact_cache = await recorded.getFactCache(host).catch(() => 'refused');
  described.stdout = await recorded.stdout();
  return described;
}

await main(process.argv[2], process.argv[3]);
