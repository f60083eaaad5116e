import { escapePattern } from '../escape-pattern.js';

/** A directory of the host's and where the container has it. */
export interface Mount {
  readonly source: string;
  readonly target: string;
}

/**
 * Turns the host's paths into the container's, where they begin a word or an entry of it: `@/data/vars`, `a=/data/b`,
 * `/data/roles:/usr/share/roles`.
 */
export function createTranslator(mounts: readonly Mount[]): (text: string) => string {
  const targets = new Map(mounts.map(({ source, target }) => [source, target]));
  const sources = [...targets.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(^|[:@=,])(${sources.map(escapePattern).join('|')})(?=[/:,]|$)`, 'g');
  return (text) =>
    text.replace(pattern, (_, before: string, source: string) => before + (targets.get(source) ?? source));
}
