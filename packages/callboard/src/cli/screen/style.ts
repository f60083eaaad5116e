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

/** A terminal that says less doesn't know its width. */
const narrowest = 10;

/** What the output can show: colours and a width on a terminal, neither in a pipe. */
export function inspectScreen({ isTTY, columns, env = process.env }: ScreenFacts = process.stdout): Screen {
  return {
    style: wantsColour(isTTY ?? false, env) ? paint : (_look, text) => text,
    width: isTTY ? Math.max(narrowest, columns ?? 80) : Infinity,
  };
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
