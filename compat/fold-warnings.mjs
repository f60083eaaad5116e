// A deliberate difference that changes how many events there are, so that it can't be a line in differences.mjs alone.
//
// While a callback shows a result, Ansible prints the result's warnings to stderr. The peer's begin mark is then
// still in stdout's buffer, so the warnings appear before it and become events of their own without data. Ours come
// after the mark: they are the event's text. Here the peer's are put where ours are.

import { createNormaliser } from './normalise.mjs';

/** Text that no event announced. */
export const isOutside = (event) => event.event === 'verbose' && event.pid === undefined;

/**
 * @param {object[]} peer events in order
 * @param {object[]} ours
 * @returns {{ events: object[], folded: number }} the peer's as ours are, where the texts are the same; else unchanged
 */
export function foldWarnings(peer, ours) {
  const events = [];
  let folded = 0;
  for (let at = 0; at < peer.length; at++) {
    const outside = isOutside(peer[at]) ? peer.slice(at, findEnd(peer, at)) : [];
    const owner = peer[at + outside.length];
    const counterpart = ours[events.length];
    if (
      outside.length > 0 &&
      owner &&
      counterpart &&
      !isOutside(counterpart) &&
      isSameText([...outside, owner], counterpart)
    ) {
      events.push({ ...owner, stdout: joinTexts([...outside, owner]), start_line: outside[0].start_line });
      at += outside.length;
      folded += outside.length;
    } else events.push(peer[at]);
  }
  return folded > 0
    ? { events: events.map((event, index) => ({ ...event, counter: index + 1 })), folded }
    : { events: peer, folded };
}

function findEnd(events, at) {
  let end = at;
  while (end < events.length && isOutside(events[end])) end++;
  return end;
}

/** But for what may differ between two runs. */
function isSameText(events, counterpart) {
  const normalise = createNormaliser();
  return normalise(joinTexts(events)) === normalise(counterpart.stdout);
}

function joinTexts(events) {
  return events
    .map((event) => event.stdout)
    .filter(Boolean)
    .join('\r\n');
}
