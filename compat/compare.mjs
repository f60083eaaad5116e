// Finds where two arranged runs differ.

/**
 * @typedef {{ where: string, peer: any, ours: any }} Difference
 * @param {object} scenario
 * @param {Record<string, any>} peer
 * @param {Record<string, any>} ours
 * @returns {Difference[]}
 */
export function compare(scenario, peer, ours) {
  const found = [];
  for (const part of new Set([...Object.keys(peer), ...Object.keys(ours)])) {
    const [left, right] = [peer[part], ours[part]];
    if (part === 'events') compareEvents(scenario, left, right, found);
    else compareValues(part, left, right, found);
  }
  return found;
}

function compareEvents(scenario, peer, ours, found) {
  if (scenario.order === 'hosts') {
    const hosts = [...new Set([...peer, ...ours].map((group) => group.host))];
    for (const host of hosts) {
      const of = (groups) => groups.find((group) => group.host === host)?.events ?? [];
      compareSequences(`events of ${host || 'no host'}`, of(peer), of(ours), found);
    }
  } else if (scenario.order === 'status') {
    const least = Math.min(peer.length, ours.length);
    compareSequences('events', peer.slice(0, least), ours.slice(0, least), found);
  } else if (scenario.order === 'set') compareValues('events', peer, ours, found);
  else compareSequences('events', peer, ours, found);
}

// Aligned by what an event is, so that one event more is one difference and not a hundred.
function compareSequences(name, peer, ours, found) {
  for (const [left, right] of align(peer, ours)) {
    const event = left ?? right;
    const where = `${name}[${event.counter ?? (left ? peer : ours).indexOf(event)} ${event.event}]`;
    if (left && right) compareValues(where, left, right, found);
    else found.push({ where, peer: left ? summarise(left) : undefined, ours: right ? summarise(right) : undefined });
  }
}

const identify = (event) =>
  `${event.event}|${event.event_data?.host}|${event.event_data?.task}|${event.event === 'verbose' ? event.stdout : ''}`;

const summarise = (event) => ({ event: event.event, task: event.event_data?.task, stdout: event.stdout });

function align(peer, ours) {
  let start = 0;
  while (start < peer.length && start < ours.length && identify(peer[start]) === identify(ours[start])) start++;
  let end = 0;
  const rest = Math.min(peer.length, ours.length) - start;
  while (end < rest && identify(peer.at(-1 - end)) === identify(ours.at(-1 - end))) end++;
  const pairs = peer.slice(0, start).map((event, index) => [event, ours[index]]);
  pairs.push(...alignMiddle(peer.slice(start, peer.length - end), ours.slice(start, ours.length - end)));
  for (let left = end; left > 0; left--) pairs.push([peer.at(-left), ours.at(-left)]);
  return pairs;
}

// Longest common subsequence; the middles are short.
function alignMiddle(peer, ours) {
  const lengths = Array.from({ length: peer.length + 1 }, () => new Array(ours.length + 1).fill(0));
  for (let i = peer.length - 1; i >= 0; i--) {
    for (let j = ours.length - 1; j >= 0; j--) {
      lengths[i][j] =
        identify(peer[i]) === identify(ours[j])
          ? lengths[i + 1][j + 1] + 1
          : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < peer.length || j < ours.length) {
    if (i < peer.length && j < ours.length && identify(peer[i]) === identify(ours[j]))
      pairs.push([peer[i++], ours[j++]]);
    else if (j >= ours.length || (i < peer.length && lengths[i + 1][j] >= lengths[i][j + 1]))
      pairs.push([peer[i++], undefined]);
    else pairs.push([undefined, ours[j++]]);
  }
  return joinReplaced(pairs);
}

// As many events of one name in the same place on both sides: each is the other's counterpart, with another text.
function joinReplaced(pairs) {
  const joined = [];
  for (let at = 0; at < pairs.length; ) {
    if (pairs[at][0] && pairs[at][1]) joined.push(pairs[at++]);
    else {
      const end = pairs.findIndex(([left, right], index) => index > at && left && right);
      const gap = pairs.slice(at, end < 0 ? undefined : end);
      at += gap.length;
      const [left, right] = [
        gap.map(([event]) => event).filter(Boolean),
        gap.map(([, event]) => event).filter(Boolean),
      ];
      const same = left.length === right.length && left.every((event, index) => event.event === right[index].event);
      joined.push(...(same ? left.map((event, index) => [event, right[index]]) : gap));
    }
  }
  return joined;
}

function compareValues(where, peer, ours, found) {
  if (Object.is(peer, ours)) return;
  if (isObject(peer) && isObject(ours) && Array.isArray(peer) === Array.isArray(ours)) {
    for (const key of new Set([...Object.keys(peer), ...Object.keys(ours)]))
      compareValues(`${where}.${key}`, peer[key], ours[key], found);
  } else found.push({ where, peer, ours });
}

const isObject = (value) => value !== null && typeof value === 'object';
