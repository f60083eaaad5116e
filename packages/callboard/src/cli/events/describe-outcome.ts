import type { AnyEvent } from '@callboard/contract';
import { tallyHosts } from '../../retrieval/run-facts.js';
import { cleanLine } from '../screen/clean.js';
import type { Look } from '../screen/style.js';
import { readData } from './read-data.js';

type Data = Readonly<Record<string, unknown>>;

/** What an event came to: a word in Ansible's colour, and what there is to add. All on one line, and clean. */
export interface Outcome {
  readonly word: string;
  readonly look?: Look;
  readonly item?: string | undefined;
  readonly detail?: string;
}

export function describeOutcome(event: AnyEvent): Outcome {
  const data = readData(event);
  const result = (data['res'] ?? {}) as Data;
  const item = nameItem(result);
  switch (event.event) {
    case 'runner_on_ok':
    case 'runner_item_on_ok':
    case 'runner_on_async_ok':
      return result['changed'] === true
        ? { word: 'changed', look: 'yellow', item }
        : { word: 'ok', look: 'green', item };
    case 'runner_on_failed':
    case 'runner_item_on_failed':
    case 'runner_on_async_failed':
      return data['ignore_errors'] === true
        ? { word: 'ignored', look: 'cyan', item, detail: readReason(result) }
        : { word: 'failed', look: 'red', item, detail: readReason(result) };
    case 'runner_on_unreachable':
      return { word: 'unreachable', look: 'red', item, detail: readReason(result) };
    case 'runner_on_skipped':
    case 'runner_item_on_skipped':
      return { word: 'skipped', look: 'cyan', item };
    case 'runner_retry':
      return {
        word: 'retry',
        look: 'yellow',
        item,
        detail: `attempt ${String(result['attempts'])} of ${String(result['retries'])}`,
      };
    case 'runner_on_file_diff':
      return { word: 'diff', look: 'dim' };
    case 'playbook_on_play_start':
      return data['pattern'] === data['name'] ? { word: '' } : { word: '', detail: cleanLine(String(data['pattern'])) };
    case 'playbook_on_vars_prompt':
      return { word: '', detail: cleanLine(String(data['prompt'])) };
    case 'playbook_on_notify':
      return { word: 'notify', look: 'dim', detail: cleanLine(String(data['handler'])) };
    case 'playbook_on_stats':
      return describeStats(data);
    default:
      return describeText(event, data);
  }
}

function describeStats(data: Data): Outcome {
  const hosts = tallyHosts(data);
  if (!hosts) return { word: '' };
  return hosts.failed > 0
    ? { word: 'failed', look: 'red', detail: `${hosts.failed} of ${hosts.ok + hosts.failed} hosts` }
    : { word: 'ok', look: 'green', detail: hosts.ok === 1 ? '1 host' : `${hosts.ok} hosts` };
}

const loud: ReadonlySet<string> = new Set(['warning', 'system_warning', 'deprecated', 'error']);

/** Ansible's other texts: the text is all there is. */
function describeText(event: AnyEvent, data: Data): Outcome {
  if (event.event.startsWith('runner_') || event.event.startsWith('playbook_')) return { word: '' };
  const detail = cleanLine(String(data['message'] ?? event.stdout));
  return loud.has(event.event) ? { word: 'notice', look: 'magenta', detail } : { word: '', detail };
}

function readReason(result: Data): string {
  return typeof result['msg'] === 'string' ? cleanLine(result['msg']) : '';
}

/** The item of a loop, as the loop's label or its variable has it. */
export function nameItem(result: Data): string | undefined {
  const label = result['_ansible_item_label'] ?? result[String(result['ansible_loop_var'] ?? 'item')];
  if (label === undefined) return undefined;
  return cleanLine(typeof label === 'string' ? label : JSON.stringify(label));
}
