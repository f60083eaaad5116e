import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Paths that a shell's pattern stands for: `*`, `?` and `[…]`; hidden ones only where the pattern says the dot. */
export function expandPattern(pattern: string): string[] {
  const parts = resolve(pattern).split('/').filter(Boolean);
  let found = ['/'];
  for (const part of parts) found = found.flatMap((directory) => listMatching(directory, part));
  return found;
}

function listMatching(directory: string, part: string): string[] {
  const names = readNames(directory);
  if (!/[*?[]/.test(part)) return names.includes(part) ? [join(directory, part)] : [];
  const matches = toRegExp(part);
  return names
    .filter((name) => matches.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .map((name) => join(directory, name));
}

function readNames(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function toRegExp(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[\\^$.*+?()[\]{}|]/g, (found) => {
    if (found === '*') return '.*';
    if (found === '?') return '.';
    if (found.length > 1) return found.replace('[!', '[^').replaceAll('\\', '\\\\');
    return `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
}
