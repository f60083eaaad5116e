// What a person reads: one line a scenario, the first differences, and the table of those that are meant.

const WIDTH = 150;

/** @returns {string} one line, and the first differences below it */
export function describeScenario(name, outcome, most = 6) {
  const seconds = `${(outcome.milliseconds / 1000).toFixed(1)} s`;
  const declared = outcome.declared.length ? `, ${outcome.declared.length} declared` : '';
  if (outcome.failure) return `✗ ${name} (${seconds})\n    ${outcome.failure.replaceAll('\n', '\n    ')}`;
  if (outcome.undeclared.length === 0) return `✓ ${name} (${seconds}${declared})`;
  const shown = outcome.undeclared.slice(0, most).map(describeDifference);
  const more = outcome.undeclared.length > most ? [`    … and ${outcome.undeclared.length - most} more`] : [];
  return [`✗ ${name} (${seconds}, ${outcome.undeclared.length} undeclared${declared})`, ...shown, ...more].join('\n');
}

function describeDifference({ where, peer, ours }) {
  const [left, right] = showFromFirstDifference(show(peer), show(ours));
  return `    ${where}\n      peer: ${left}\n      ours: ${right}`;
}

const show = (value) => (value === undefined ? '—' : JSON.stringify(value));

function showFromFirstDifference(left, right) {
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  const from = same > 60 ? same - 40 : 0;
  return [left, right].map(
    (text) => `${from ? '…' : ''}${text.slice(from, from + WIDTH)}${text.length > from + WIDTH ? '…' : ''}`,
  );
}

/** @returns {string} the declared differences with how often each was seen */
export function describeDeclared(differences, seen) {
  const rows = differences.map(
    (difference) =>
      `  ${String(seen.get(difference.name) ?? 0).padStart(5)} × ${difference.name}: ${difference.reason}`,
  );
  return ['Deliberate differences, and how often they were seen:', ...rows].join('\n');
}
