/** Files that others rely on, in the run's directory. */
export const judged = {
  journal: 'journal.ndjson',
  cursor: 'delivery/claims.json',
  dead: 'delivery/claims.dead.ndjson',
};

/** What a crash may repeat, at most: 500 records (or 10 batches) without a durable cursor, and what is in flight. */
const mostRepeats = 500 + 2 * 5;

/**
 * What others had been told before entry `at` of a recording.
 * @returns {{ handed: number, answered: number, rejected: Set<number>, ended?: { receipt?: object } }} `handed`,
 *   `answered`: numbers of the last record; `ended`: that the run has come to its end
 */
export function listClaims(entries, at) {
  const claims = { handed: 0, answered: 0, rejected: new Set(), ended: undefined };
  for (const { claim } of entries.slice(0, at)) {
    if (!claim) continue;
    if (claim.handed) claims.handed = Math.max(claims.handed, claim.handed.at(-1)[0]);
    if (claim.rejected) for (const n of claim.rejected) claims.rejected.add(n);
    if (claim.ended) claims.ended = { receipt: claim.ended.find(({ sink }) => sink === 'claims') };
    claims.answered = Math.max(claims.answered, ...(claim.accepted ?? claim.rejected ?? []));
  }
  return claims;
}

/**
 * Compares what is left on the disk with what others were told.
 * @param {{ journal?: Buffer, cursor?: Buffer, dead?: Buffer }} left
 * @param {Buffer} whole the journal as it was
 * @returns {string | undefined} what must not be
 */
export function judgeRemains(left, whole, { handed, answered, rejected, ended }) {
  const kept = countIntact(left.journal, whole);
  const owed = ended ? countLines(whole) : handed;
  if (kept < owed) return `the sink was handed ${owed} records, and the journal has ${kept}`;
  const dead = readDead(left.dead);
  const receipt = readCursor(left.cursor);
  if (receipt === 'unreadable') return "the cursor's file can't be read";
  const cursor = receipt?.cursor ?? 0;
  if (cursor > answered) return `the cursor is at ${cursor}, and the answers had come to ${answered}`;
  if (answered - cursor > mostRepeats) return `${answered - cursor} records would be repeated`;
  const forgotten = [...rejected].find((n) => n <= cursor && !dead.has(n));
  if (forgotten !== undefined) return `the cursor is at ${cursor}, and the dead letter ${forgotten} is not there`;
  const said = ended?.receipt?.cursor ?? cursor;
  if (said !== cursor) return `the receipt said ${said}, and the cursor is at ${cursor}`;
  return undefined;
}

/** How many of its first lines are still there as they were. */
function countIntact(journal, whole) {
  if (!journal) return 0;
  // Halving, because a look at each byte takes most of the lab's time.
  let [shared, limit] = [0, Math.min(journal.length, whole.length)];
  while (shared < limit) {
    const middle = Math.ceil((shared + limit) / 2);
    if (journal.subarray(shared, middle).equals(whole.subarray(shared, middle))) shared = middle;
    else limit = middle - 1;
  }
  return countLines(journal.subarray(0, shared));
}

function countLines(bytes) {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

function readCursor(bytes) {
  if (!bytes) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return 'unreadable';
  }
}

function readDead(bytes) {
  const lines = bytes?.toString('utf8').split('\n').slice(0, -1) ?? [];
  return new Set(lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line).n] : [])));
}
