/** The name that a typing error was most likely meant to be, if one is within so many letters. */
export function findNearest(word: string, names: Iterable<string>, letters?: number): string | undefined {
  const wanted = word.toLowerCase().replace(/[_-]/g, '');
  const limit = letters ?? Math.max(2, Math.floor(wanted.length / 3));
  let nearest: string | undefined;
  let shortest = limit + 1;
  for (const name of names) {
    const known = name.toLowerCase().replace(/[_-]/g, '');
    // At the least it is that; an environment has many names.
    if (Math.abs(known.length - wanted.length) >= shortest) continue;
    const distance = measureDistance(wanted, known, shortest);
    if (distance < shortest) [nearest, shortest] = [name, distance];
  }
  return nearest;
}

/** Levenshtein's distance, or `enough` where it is that or more: hardly any two names are alike, which shows early. */
function measureDistance(from: string, to: string, enough: number): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line];
    let least = line;
    for (let column = 1; column <= to.length; column += 1) {
      const swap = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      const distance = Math.min(swap, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1);
      next.push(distance);
      if (distance < least) least = distance;
    }
    if (least >= enough) return enough;
    row = next;
  }
  return row[to.length] ?? 0;
}
