// Puts what was collected from one run into the shape that is compared.
import { isOutside } from './fold-warnings.mjs';
import { parseExactly } from './json.mjs';
import { createNormaliser } from './normalise.mjs';

/**
 * @param {object} scenario
 * @param {object} found what collect() gave
 * @param {boolean} outside whether either side has text outside of events
 * @returns {Record<string, any>} parts by name; equal parts mean equal behaviour
 */
export function arrange(scenario, found, outside) {
  const normalise = createNormaliser();
  const { events } = found;
  const showText = (text) => arrangeText(scenario, events, text, outside);
  return {
    order: describeOrder(events),
    events: normalise(arrangeEvents(scenario, events)),
    handlerAndDisk: found.handlerAndDisk,
    statuses: normalise(found.statuses ?? []),
    result: normalise(arrangeResult(scenario, found.result, showText)),
    error: normalise(found.error),
    artifactsHandler: normalise(found.artifactsHandler),
    finished: found.finished,
    calls: normalise(found.calls?.map((call) => ({ ...call, stdout: showText(call.stdout) }))),
    left: normalise(found.left),
    artifacts: Object.fromEntries(
      Object.entries(found.artifacts).map(([ident, files]) => [
        normalise(ident),
        normalise(arrangeFiles(files, showText)),
      ]),
    ),
  };
}

function arrangeEvents(scenario, events) {
  if (scenario.order === 'quiet')
    return events.filter((event) => !['verbose', 'debug'].includes(event.event)).map(withoutPlace);
  if (scenario.order === 'set') return events.map((event) => describeShortly(event)).sort();
  if (scenario.order !== 'hosts') return events;
  const groups = new Map();
  for (const event of events) groups.set(hostOf(event), [...(groups.get(hostOf(event)) ?? []), withoutPlace(event)]);
  return [...groups.keys()].sort().map((host) => ({ host, events: groups.get(host) }));
}

const hostOf = (event) => event.event_data?.host ?? '';

const describeShortly = (event) =>
  `${event.event} ${hostOf(event)} ${event.event_data?.task} ${Object.keys(event.event_data ?? {}).sort()}`;

// Counters and lines are those of one stream: where its order is open only their consistency can be compared.
function withoutPlace({ counter: _, start_line, end_line, ...rest }) {
  return { ...rest, lines: end_line - start_line };
}

function describeOrder(events) {
  const gaps = events.filter((event, index) => event.counter !== index + 1).length;
  const jumps = events.filter((event, index) => event.start_line !== (events[index - 1]?.end_line ?? 0)).length;
  return { 'counters without a gap': gaps === 0, 'lines without a jump': jumps === 0 };
}

function arrangeText(scenario, events, text, outside) {
  if (typeof text !== 'string') return text;
  if (scenario.order === 'quiet' || scenario.order === 'set') return 'not compared';
  if (scenario.options?.json_mode || scenario.cli?.[0].includes('-j')) return arrangeJsonLines(text, outside);
  if (outside) return compareWithEvents(events, text);
  const lines = text.split('\n');
  return scenario.order && scenario.order !== 'status' ? lines.sort().join('\n') : lines.join('\n');
}

// Where Python's splitlines() splits, which makes the peer's events of text outside.
const LINE_ENDS = /[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+/;

// The peer shows an event outside as JSON or as text, by the same accident as below.
function arrangeJsonLines(text, outside) {
  const lines = text.split('\n').map(parseLine);
  return outside ? lines.filter((line) => typeof line === 'object' && !isOutside(line)) : lines;
}

// Of text outside any event the peer loses lines, and keeps or drops \r and blank lines, by how the output happened to
// be cut into reads: what can be compared is that every line of the events is there.
function compareWithEvents(events, text) {
  const split = (given) => given.split(LINE_ENDS).filter((line) => line !== '');
  const [expected, there] = [split(events.map((event) => event.stdout).join('\n')), split(text)];
  const lost = [];
  let next = 0;
  for (const line of expected) {
    if (line === there[next]) next++;
    else lost.push(line);
  }
  return { 'lines of the events': expected.length, lost: lost.length, 'not of the events': there.slice(next) };
}

function parseLine(line) {
  try {
    return parseExactly(line);
  } catch {
    return line.replace(/\r+$/, '');
  }
}

function arrangeResult(scenario, result, showText) {
  if (!result) return result;
  return {
    ...result,
    stdout: showText(result.stdout),
    events: scenario.order === 'quiet' ? undefined : result.events,
    host_events: scenario.order === 'set' ? result.host_events.sort() : result.host_events,
  };
}

function arrangeFiles({ events, stdout, ...rest }, showText) {
  const wrong = events.filter(
    ({ name, mode, event }) => mode !== '600' || name !== `${event?.counter}-${event?.uuid}.json`,
  );
  return { ...rest, stdout: showText(stdout), eventFiles: wrong.map(({ name, mode }) => `${name} ${mode}`) };
}
