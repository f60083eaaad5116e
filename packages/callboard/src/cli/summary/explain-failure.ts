import type { AnyEvent } from '@callboard/contract';
import { nameItem } from '../events/describe-outcome.js';
import { readData } from '../events/read-data.js';
import { cleanText } from '../screen/clean.js';
import type { FailureDetail } from './run-summary.js';

type Result = Readonly<Record<string, unknown>>;

const longest = 4000;

/** What went wrong, in the module's own words. Without its result, what Ansible showed. */
export function explainFailure(event: AnyEvent): FailureDetail {
  const result = (readData(event)['res'] ?? {}) as Result;
  const item = nameItem(result);
  return { item, message: Object.keys(result).length === 0 ? shorten(event.stdout) : joinMessages(result) };
}

/** The message, then whatever the program itself said, if it isn't the same. */
function joinMessages(result: Result): string {
  const parts: string[] = [];
  const add = (text: unknown, prefix = ''): void => {
    const clean = shorten(typeof text === 'string' ? text : text === undefined ? '' : JSON.stringify(text));
    if (clean !== '' && !parts.some((part) => part.includes(clean))) parts.push(prefix + clean);
  };
  add(result['censored'] ?? result['msg']);
  add(result['stderr'] || result['module_stderr']);
  if (!result['stderr']) add(result['stdout'] || result['module_stdout']);
  if (typeof result['rc'] === 'number' && result['rc'] !== 0 && parts.length > 0) parts[0] += ` (rc ${result['rc']})`;
  return parts.join('\n') || 'failed without a message';
}

function shorten(text: string): string {
  const clean = cleanText(text.slice(0, 4 * longest)).trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest)}…`;
}
