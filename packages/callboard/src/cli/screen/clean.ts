import { stripVTControlCharacters } from 'node:util';

const suspicious = /[^\n\u0020-\u007e]/;

/**
 * Text from Ansible as one line that is safe to show: no colours, nothing that could move the cursor or reorder what
 * stands beside it.
 */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

/** As `cleanLine`, but keeps the line breaks. */
export function cleanText(text: string): string {
  if (!suspicious.test(text)) return text;
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '�');
}
