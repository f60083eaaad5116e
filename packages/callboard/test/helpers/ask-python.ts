import { execFileSync } from 'node:child_process';

/** What a Python script makes of a value: both are JSON, the script reads `given` and sets `answer`. */
export function askPython<Answer>(script: string, given: unknown, python = 'python3'): Answer {
  const lines = ['import json, sys', 'given = json.load(sys.stdin)', script, 'json.dump(answer, sys.stdout)'];
  const input = asciiJson(given);
  const output = execFileSync(python, ['-c', lines.join('\n')], { input, maxBuffer: 1 << 28, encoding: 'utf8' });
  return JSON.parse(output) as Answer;
}

function asciiJson(value: unknown): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escape);
}
