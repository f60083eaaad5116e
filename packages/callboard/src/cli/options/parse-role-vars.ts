import { UsageError } from '../usage-error.js';
import { parsePythonLiteral } from './parse-python-literal.js';

/** Variables from 'name=value name2=value2'. A value is a literal of Python's, or else a text. */
export function parseRoleVars(text: string): Record<string, unknown> {
  const vars: [string, unknown][] = [];
  for (const item of splitItems(text)) {
    const [name, ...value] = item.split('=');
    if (!name || value.length === 0) {
      throw new UsageError(`--role-vars takes 'name=value name2=value2', and ${JSON.stringify(item)} is neither.`);
    }
    vars.push([name, readValue(value.join('='))]);
  }
  return Object.fromEntries(vars);
}

/** At spaces, but not at those inside of quotation marks or brackets. */
function splitItems(text: string): string[] {
  return text.match(/(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\[[^\]]*\]|\{[^}]*\}|\([^)]*\)|\S)+/g) ?? [];
}

function readValue(text: string): unknown {
  const literal = parsePythonLiteral(text);
  return literal === undefined ? text : literal.value;
}
