import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { describeThrown } from '../../errors.js';
import { readVersion } from '../read-version.js';

/** What a controller asks about a node, as YAML: the words are Ansible Runner's. */
export function describeWorker(home: string = homedir()): string {
  const errors: string[] = [];
  const attempt = <T>(ask: () => T): T | null => {
    try {
      return ask();
    } catch (thrown) {
      errors.push(describeThrown(thrown));
      return null;
    }
  };
  const mem = attempt(readMemory);
  const uuid = attempt(() => ensureUuid(join(home, '.ansible_runner_uuid')));
  const listed = errors.length === 0 ? ' []' : errors.map((error) => `\n- ${JSON.stringify(error)}`).join('');
  return `cpu_count: ${availableParallelism()}
errors:${listed}
mem_in_bytes: ${mem}
runner_version: ${readVersion()}
uuid: ${uuid}
`;
}

function readMemory(): number {
  const kibibytes = /^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  if (kibibytes === undefined) throw new Error('/proc/meminfo does not say how much memory there is.');
  return Number(kibibytes) * 1024;
}

/** The node's name for good; a node that had Ansible Runner keeps the one that it has. */
function ensureUuid(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomUUID(), { mode: 0o600 });
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8').trim();
}
