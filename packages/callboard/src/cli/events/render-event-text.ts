import { renderStdout } from '../../artifacts/render-stdout.js';
import { cleanText } from '../screen/clean.js';
import type { Screen } from '../screen/style.js';

/** Colours and their end: the only control sequences that a terminal gets to see. */
const colour = /(\u001b\[[\d;]*m)/;

/** What Ansible showed with the event: in its colours where the screen has any. */
export function renderEventText(event: string, { style }: Screen): string {
  const text = renderStdout(event, '\n');
  if (text === '') return '';
  if (style('red', '-') === '-') return cleanText(text);
  const parts = text.split(colour);
  return parts.map((part, index) => (index % 2 === 1 ? part : cleanText(part))).join('');
}
