import { CallboardError } from '../errors.js';

/** All settings, by the names of `env/settings`. */
export type All = Readonly<Record<string, unknown>>;

/** Zero and null mean "not set", as they do in Python. */
export function readSeconds(all: All, name: string): number | undefined {
  const value = all[name];
  if (value === undefined || value === null || value === 0) return undefined;
  const seconds = typeof value === 'string' ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0) return seconds;
  throw wrong(name, 'a number, zero or more');
}

export function readSwitch(all: All, name: string): boolean | undefined {
  const value = all[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'true or false');
}

export function readText(all: All, name: string): string | undefined {
  const value = all[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw wrong(name, 'a string');
}

export function readTexts(all: All, name: string): string[] {
  return readTextsIfSet(all, name) ?? [];
}

export function readTextsIfSet(all: All, name: string): string[] | undefined {
  const value = all[name] ?? undefined;
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw wrong(name, 'a list of strings');
}

export function readPatterns(all: All, name: string): RegExp[] {
  return readTexts(all, name).map((source) => {
    try {
      return new RegExp(source, 'i');
    } catch {
      throw wrong(name, `a list of regular expressions, and ${JSON.stringify(source)} is none`);
    }
  });
}

export function wrong(name: string, expected: string): CallboardError {
  return new CallboardError('ERR_OPTION_TYPE', `The setting \`${name}\` must be ${expected}.`);
}
