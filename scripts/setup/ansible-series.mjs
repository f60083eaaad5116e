/**
 * Series of ansible-core, oldest first, and the Pythons that can run it as controller.
 * From the project's support matrix; a Python newer than all of them is taken to run the newest.
 */
const SERIES = [
  { series: '2.14', exact: '2.14.18', python: [9, 11] },
  { series: '2.15', python: [9, 11] },
  { series: '2.16', python: [10, 12] },
  { series: '2.17', python: [10, 12] },
  { series: '2.18', python: [11, 13] },
  { series: '2.19', python: [11, 13] },
  { series: '2.21', python: [12, Infinity] },
];

export const OLDEST_ANSIBLE = '2.14';

/** What pip is asked for. */
export function pipRequirement({ series, exact }) {
  return exact ? `ansible-core==${exact}` : `ansible-core==${series}.*`;
}

/** The series that this Python (3.`minor`) can run, oldest first. */
export function seriesFor(minor) {
  return SERIES.filter(({ python: [low, high] }) => minor >= low && minor <= high);
}

/**
 * The oldest, one between and the newest that the given Pythons can run, each with the Python to use.
 * @param pythons as `findPythons` returns them, the preferred first.
 */
export function pickSpread(pythons) {
  const possible = SERIES.flatMap((entry) => {
    const python = pythons.find(({ minor }) => seriesFor(minor).includes(entry));
    return python ? [{ ...entry, venvPython: python }] : [];
  });
  const between = possible.find(({ series }) => series === '2.16') ?? possible[Math.floor(possible.length / 2)];
  return [...new Set([possible[0], between, possible.at(-1)])].filter(Boolean);
}

/** @returns whether version `a` (`2.14.18`, `2.20.0b1`) is `b` or later; only major and minor count. */
export function isAtLeast(a, b) {
  const [majorA, minorA] = a.split('.').map((part) => Number.parseInt(part, 10));
  const [majorB, minorB] = b.split('.').map((part) => Number.parseInt(part, 10));
  return majorA > majorB || (majorA === majorB && minorA >= minorB);
}
