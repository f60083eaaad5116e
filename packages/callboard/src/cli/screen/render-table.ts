import { clip, measureWidth, pad } from './measure.js';
import type { Look, Screen } from './style.js';

export interface Cell {
  readonly text: string;
  readonly look?: Look | undefined;
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Never narrower than that. */
  readonly atLeast?: number;
  /** The columns that give way where the terminal is narrow, down to this width. Others keep theirs. */
  readonly shrinkTo?: number;
}

const gap = '  ';

/** Lines of a table: titles, then rows. Texts must be clean. Nothing is cut where the width is not limited. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  screen: Screen,
  indent = '',
): string[] {
  const widths = chooseWidths(columns, rows, screen.width - indent.length);
  const titles = columns.map(({ title }) => ({ text: title, look: 'dim' as const }));
  return [titles, ...rows].map((cells) => indent + renderRow(columns, widths, cells, screen));
}

/** Natural widths, made to fit by taking from the widest of those that may shrink. */
export function chooseWidths(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  available: number,
): number[] {
  const widths = columns.map(({ title, atLeast = 0 }, index) =>
    rows.reduce(
      (widest, cells) => Math.max(widest, measureWidth(cells[index]?.text ?? '')),
      Math.max(atLeast, measureWidth(title)),
    ),
  );
  let excess = widths.reduce((sum, width) => sum + width + gap.length, -gap.length) - available;
  while (excess > 0) {
    const room = widths.map((width, index) => width - (columns[index]?.shrinkTo ?? Infinity));
    const widest = findWidest(widths, room);
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function findWidest(widths: readonly number[], room: readonly number[]): number {
  let found = -1;
  for (const [index, width] of widths.entries()) {
    if ((room[index] ?? 0) > 0 && (found === -1 || width > (widths[found] ?? 0))) found = index;
  }
  return found;
}

export function renderRow(
  columns: readonly Column[],
  widths: readonly number[],
  cells: readonly Cell[],
  screen: Screen,
): string {
  const shown = columns.map(({ align }, index) => {
    const { text, look } = cells[index] ?? { text: '' };
    const width = widths[index] ?? 0;
    const clipped = screen.width === Infinity ? text : clip(text, width);
    const isLast = index === columns.length - 1 && align !== 'right';
    const padded = isLast ? clipped : pad(clipped, width, align);
    return look === undefined ? padded : screen.style(look, padded);
  });
  return shown.join(gap).trimEnd();
}
