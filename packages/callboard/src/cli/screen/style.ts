import { styleText } from 'node:util';

export type Look = Parameters<typeof styleText>[0];

/** Puts a look on a text, or leaves it plain. */
export type Style = (look: Look, text: string) => string;

export interface ScreenFacts {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Screen {
  readonly style: Style;
  /** Columns to fit into; Infinity where nobody looks at a terminal. */
  readonly width: number;
}

/** What a terminal is taken for that doesn't know its width: a new one says 0. */
const usual = 80;
const narrowest = 10;

/** What the output can show: colours and a width on a terminal, neither in a pipe. */
export function inspectScreen({ isTTY, columns, env = process.env }: ScreenFacts = process.stdout): Screen {
  return {
    style: wantsColour(isTTY ?? false, env) ? paint : (_look, text) => text,
    width: isTTY ? findWidth(columns) : Infinity,
  };
}

/** The columns of a terminal, as it says itself. */
export function findWidth(columns: number | undefined): number {
  return Math.max(narrowest, columns || usual);
}

/** FORCE_COLOR, then NO_COLOR, then what the terminal is. */
function wantsColour(isTTY: boolean, env: NonNullable<ScreenFacts['env']>): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env['NO_COLOR']) return false;
  return isTTY && env['TERM'] !== 'dumb';
}

function paint(look: Look, text: string): string {
  return text === '' ? '' : styleText(look, text, { validateStream: false });
}
