import type { DeadLetterFacts } from '../../delivery/list-dead-letters.js';
import { cleanLine } from '../screen/clean.js';
import type { Style } from '../screen/style.js';

export function renderDeadLetters(letters: readonly DeadLetterFacts[], style: Style): string {
  if (letters.length === 0) return 'No dead letters.\n';
  return letters.map((letter) => `${renderLetter(letter, style).join('\n')}\n`).join('');
}

function renderLetter({ id, sink, about, reason, answer, at }: DeadLetterFacts, style: Style): string[] {
  const head = `${style('bold', cleanLine(id))}  ${sink}  ${cleanLine(about ?? '')}`.trimEnd();
  const lines = [head, `  ${style('red', cleanLine(reason))}  ${style('dim', at)}`];
  if (answer !== undefined && answer !== '') lines.push(`  answer: ${cleanLine(answer)}`);
  return lines;
}
