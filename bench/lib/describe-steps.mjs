/**
 * What a journal asked the disk for, in bytes.
 * @param {Buffer} bytes the journal
 * @param {{ written: number, durable: number }[]} groups as `appendRecords` notes them
 * @returns {({ write: number } | { sync: true })[]} as `replayWrites` takes them
 */
export function describeSteps(bytes, groups) {
  const ends = findLineEnds(bytes);
  const steps = [];
  let [written, durable] = [0, 0];
  for (const group of groups) {
    if (group.written > written) steps.push({ write: (ends[group.written - 1] ?? 0) - (ends[written - 1] ?? 0) });
    if (group.durable > durable) steps.push({ sync: true });
    ({ written, durable } = group);
  }
  return steps;
}

function findLineEnds(bytes) {
  const ends = [];
  for (let at = bytes.indexOf(10) + 1; at > 0; at = bytes.indexOf(10, at) + 1) ends.push(at);
  return ends;
}
