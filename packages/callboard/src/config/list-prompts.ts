import { CallboardError } from '../errors.js';
import type { PasswordsInput } from './run-options.js';

/** Patterns and answers in the order in which they are tried. The file's answer wins where both have a pattern. */
export function listPrompts(
  option: PasswordsInput | undefined,
  file: readonly (readonly [string, unknown])[] | undefined,
): [pattern: string, answer: string][] {
  const prompts = new Map<string, string>();
  for (const [pattern, answer] of [...entriesOf(option), ...(file ?? [])]) {
    if (typeof answer === 'object' && answer !== null) {
      throw new CallboardError(
        'ERR_OPTION_TYPE',
        `The answer to the prompt ${JSON.stringify(pattern)} must be a string.`,
      );
    }
    prompts.set(pattern, answer === null || answer === undefined ? '' : String(answer));
  }
  return [...prompts];
}

function entriesOf(passwords: PasswordsInput | undefined): Iterable<readonly [string, unknown]> {
  if (passwords === undefined) return [];
  if (passwords instanceof Map) return passwords as ReadonlyMap<string, string>;
  if (Array.isArray(passwords)) return passwords as readonly (readonly [string, string])[];
  return Object.entries(passwords as Readonly<Record<string, string>>);
}
