import { CallboardError } from '../errors.js';

/** A command line's words, split as Python's `shlex.split` does (POSIX rules, no comments). */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const character = line.charAt(at);
    if (' \t\r\n'.includes(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(line, at);
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (character === '\\') {
      if (at + 1 === line.length) throw unfinished(line, 'a backslash at its end escapes nothing');
      word = (word ?? '') + line.charAt(at + 1);
      at += 2;
    } else {
      word = (word ?? '') + character;
      at += 1;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** What stands between quotation marks. In double ones a backslash escapes only itself and the mark. */
function readQuoted(line: string, start: number): { text: string; end: number } {
  const quote = line.charAt(start);
  let text = '';
  for (let at = start + 1; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === quote) return { text, end: at + 1 };
    const next = line.charAt(at + 1);
    if (quote === '"' && character === '\\' && (next === '"' || next === '\\')) {
      text += next;
      at += 1;
    } else {
      text += character;
    }
  }
  throw unfinished(line, `a quotation mark (${quote}) is not closed`);
}

/** The text itself is not shown: command lines may hold secrets. */
function unfinished(line: string, what: string): CallboardError {
  return new CallboardError(
    'ERR_COMMAND_LINE',
    `A command line of ${line.length} characters cannot be split: ${what}.`,
  );
}
