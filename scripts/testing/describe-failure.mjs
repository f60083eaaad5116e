import { relative } from 'node:path';
import { inspect } from 'node:util';

/** A failure in full: its name, where it stands, its error. Empty where it only fails because of what is in it. */
export function describeFailure({ name, file, line, details }) {
  if (details.error?.failureType === 'subtestsFailed') return '';
  const error = details.error?.cause ?? details.error;
  const text = typeof error === 'string' ? error : inspect(error, { colors: false });
  return `\n✗ ${name} (${shorten(file)}:${line ?? '?'})\n${text.replace(/^/gm, '    ')}\n\n`;
}

/** A file's path from the directory of the project. */
export const shorten = (file) => (file ? relative(process.cwd(), file) : '?');
