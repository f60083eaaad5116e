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
  const inner = { ...screen, width: screen.width - indent.length };
  return [titles, ...rows].map((cells) => indent + renderRow(columns, widths, cells, inner));
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
  const shown: string[] = [];
  let room = screen.width;
  for (const [index, { align }] of columns.entries()) {
    const { text, look } = cells[index] ?? { text: '' };
    const width = widths[index] ?? 0;
    const isLast = index === columns.length - 1;
    const clipped = screen.width === Infinity ? text : clip(text, width);
    const padded = isLast && align !== 'right' ? clipped : pad(clipped, width, align);
    // Where not even the narrowest columns fit the line is cut: one that wraps can't be read.
    const isCut = isLast ? width > room : width + gap.length >= room;
    const fitting = isCut ? clip(pad(padded, room + 1), room) : padded;
    shown.push(look === undefined ? fitting : screen.style(look, fitting));
    if (isCut) break;
    room -= width + gap.length;
  }
  return shown.join(gap).trimEnd();
}
