import { clip } from '../screen/measure.js';
import type { Look, Screen } from '../screen/style.js';
import type { Failure, FailureDetail, FailureKind, RunSummary } from './run-summary.js';

/** So many lines of a message are shown; `events` has the rest. */
const mostLines = 12;
const mostFailures = 20;

/** The gravest first. */
const looks: { readonly [Kind in FailureKind]: Look } = {
  failed: 'red',
  unreachable: 'red',
  rescued: 'yellow',
  ignored: 'cyan',
};

export function renderFailures({ failures, moreFailures }: RunSummary, screen: Screen): string[] {
  if (failures.length === 0) return [];
  const shown = chooseTelling(failures);
  const more = moreFailures + failures.length - shown.length;
  const lines = [screen.style('bold', 'Failures'), ...shown.flatMap((failure) => renderFailure(failure, screen))];
  if (more > 0) lines.push(screen.style('dim', `  … and ${more} more: \`callboard events … --failed\` lists all`));
  return lines;
}

/** Where there are too many for a screen, those that did not end a host are left out first. */
function chooseTelling(failures: readonly Failure[]): Failure[] {
  const weights = Object.keys(looks);
  return failures
    .toSorted((a, b) => weights.indexOf(a.kind) - weights.indexOf(b.kind))
    .slice(0, mostFailures)
    .sort((a, b) => a.counter - b.counter);
}

function renderFailure({ kind, host, task, path, details }: Failure, { style, width }: Screen): string[] {
  const lines = [
    `  ${style(looks[kind], kind)}  ${style('bold', host)}  ${clip(task, width - host.length - kind.length - 6)}`,
  ];
  if (path !== undefined && kind !== 'ignored') lines.push(style('dim', `    ${path}`));
  return [...lines, ...details.flatMap((detail) => renderDetail(detail, { style, width }))];
}

function renderDetail({ item, message }: FailureDetail, { style, width }: Screen): string[] {
  const all = message.split('\n');
  const shown = all.slice(0, mostLines).map((line) => clip(line, width - 4));
  if (all.length > mostLines) shown.push(style('dim', `… ${all.length - mostLines} more lines`));
  const named = item === undefined ? shown : [`${style('dim', `(item=${item})`)} ${shown[0] ?? ''}`, ...shown.slice(1)];
  return named.map((line) => `    ${line}`);
}
