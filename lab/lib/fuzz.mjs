const interesting = [
  '',
  '\0',
  '\n',
  '"',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '-',
  '&a',
  '*a',
  '!!',
  '%',
  '../',
  '\u001b',
  '\ufeff',
  '9'.repeat(30),
  'é',
  '\ud83c',
];

/** Some bytes of it changed, doubled, moved, left out, or put in. */
export function mutateBytes(random, bytes, rounds = 1 + random.below(4)) {
  let result = Buffer.from(bytes);
  for (let round = 0; round < rounds; round += 1) result = random.pick(changes)(random, result);
  return result;
}

const changes = [
  (random, bytes) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[random.below(changed.length)] ^= 1 << random.below(8);
    return changed;
  },
  (random, bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
  (random, bytes) => splice(random, bytes, Buffer.alloc(0)),
  (random, bytes) => splice(random, bytes, random.bytes(1 + random.below(20))),
  (random, bytes) => splice(random, bytes, Buffer.from(random.pick(interesting))),
  (random, bytes) => splice(random, bytes, Buffer.alloc(random.below(5000))),
  (random, bytes) => {
    const lines = bytes.toString('latin1').split('\n');
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    lines.splice(to, random.below(2), lines[from]);
    return Buffer.from(lines.join('\n'), 'latin1');
  },
];

function splice(random, bytes, piece) {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + random.below(30))]);
}

/** Anything that JSON can hold. `words` are likely to mean something to whoever reads it. */
export function makeValue(random, words, depth = 3) {
  const kinds = depth > 0 ? 9 : 6;
  const count = random.below(4);
  switch (random.below(kinds)) {
    case 0:
      return null;
    case 1:
      return random.below(2) === 0;
    case 2:
      return random.pick([0, -1, 0.5, 1e308, -1e-9, 2 ** 53, random.below(100)]);
    case 3:
      return random.pick(words);
    case 4:
      return random.text(interesting, random.below(4));
    case 5:
      return random.bytes(random.below(12)).toString('latin1');
    case 6:
      return Array.from({ length: count }, () => makeValue(random, words, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: count + 1 }, () => [
          random.below(5) === 0 ? random.text(interesting, 2) : random.pick(words),
          makeValue(random, words, depth - 1),
        ]),
      );
  }
}

const crash =
  /^\s+at .*(?:node:|file:|\.js:\d)|\b(?:Type|Range|Reference|Syntax)Error\b|Cannot read propert|Maximum call stack|heap out of memory|unhandled|\[object Object\]|Traceback/im;

/**
 * Whoever is given nonsense says what is wrong with it, in a line, and ends.
 * @param {{ code: number | null, signal: string | null, stderr: string }} ended
 */
export function expectClearEnd(lab, what, ended, evidence) {
  const { code, signal, stdout, stderr } = ended;
  if (signal !== null || code === null) lab.fail(`${what}: it was ended by ${signal}`, { ended, evidence });
  if (crash.test(stderr))
    lab.fail(`${what}: it crashed, or speaks to its developer: ${stderr.slice(0, 400)}`, { ended, evidence });
  if (code !== 0 && `${stdout}${stderr}`.trim() === '')
    lab.fail(`${what}: it failed (${code}) without a word`, { ended, evidence });
}

/** Ends with the child, or after so long: nobody waits for a program that hangs. */
export async function endWithin(lab, what, child, seconds, evidence) {
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  const ended = await child.ended;
  clearTimeout(timer);
  if (ended.signal === 'SIGKILL') lab.fail(`${what}: it hangs`, { ended, evidence });
  return ended;
}
