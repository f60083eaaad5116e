import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from '../errors.js';
import { askLifeSign } from './life-sign.js';

/** A process, told apart from a later one with the same number by when it started. */
export interface ProcessMark {
  readonly pid: number;
  /** Linux: boot and clock ticks since it; elsewhere empty, and the number alone must do. */
  readonly started: string;
  /** Machine and pid namespace: elsewhere the number is somebody else's. */
  readonly place: string;
}

/** `unknown`: it runs where it can't be seen from here. */
export type Life = 'alive' | 'gone' | 'unknown';

const here = `${nameMachine()} ${nameNamespace()}`;

/** A process of this machine and pid namespace. */
export function markProcess(pid: number): ProcessMark {
  return { pid, started: readStart(pid), place: here };
}

/** Whether its number means here what it means there. */
export function isNeighbour(mark: ProcessMark): boolean {
  return mark.place === here;
}

/** Whether a process of this machine and pid namespace lives. */
export function isAlive(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch (thrown) {
    // Somebody else's process is a process.
    if (systemCode(thrown) !== 'EPERM') return false;
  }
  return readStart(mark.pid) === mark.started;
}

/** Whether a process of any container or machine lives. `sign` is where it shows its life sign, if it does. */
export async function judgeProcess(mark: ProcessMark, sign: string): Promise<Life> {
  if (isNeighbour(mark)) return isAlive(mark) ? 'alive' : 'gone';
  const [boot, theirBoot] = [readBoot(), mark.started.split(' ')[0] ?? ''];
  if (boot !== '' && boot === theirBoot) return await askLifeSign(sign);
  const isRestarted = mark.place.split(' ')[0] === nameMachine() && boot !== theirBoot;
  return isRestarted ? 'gone' : 'unknown';
}

/** A zombie has ended, whatever its number still says. */
function readStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? 'ended' : `${readBoot()} ${fields[18]}`;
  } catch {
    return '';
  }
}

function readBoot(): string {
  return readSystemFile('/proc/sys/kernel/random/boot_id').slice(0, 8);
}

/** Neither alone is enough: containers share their image's machine-id, and machines their names. */
function nameMachine(): string {
  const name = `${hostname()} ${readSystemFile('/etc/machine-id')}`;
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}

function nameNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
  } catch {
    return '';
  }
}

function readSystemFile(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return '';
  }
}
