import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CallboardError, describeThrown, systemCode } from '../errors.js';
import type { InventoryInput, PlaybookInput, RunOptions } from './run-options.js';

/** A file that exists for the time of the run. */
export interface TemporaryFile {
  readonly path: string;
  readonly content: string;
}

/** Where a run's files lie that must not touch a disk. */
export function findMemory(nonce: string): string {
  return join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `callboard-${nonce}`);
}

export interface Placed<T> {
  readonly value: T;
  readonly file?: TemporaryFile;
}

/**
 * The playbook as Ansible's command line names it. Inline plays go to a hidden file of the run's own in the project
 * directory, so that roles and files beside it are found, nothing of the user's is overwritten, and two runs at once
 * don't meet. A project that is still to be copied is looked at where it comes from (`sourceDir`).
 */
export function placePlaybook(
  options: RunOptions,
  ident: string,
  projectDir: string,
  sourceDir: string = projectDir,
): Placed<string | undefined> {
  const playbook: PlaybookInput | undefined = options.role === undefined ? options.playbook : [makeRolePlay(options)];
  if (playbook === undefined) return { value: undefined };
  if (typeof playbook === 'string') {
    checkPlaybookExists(playbook, sourceDir);
    return { value: playbook };
  }
  const path = join(projectDir, `.main-${ident}.json`);
  const plays = Array.isArray(playbook) ? playbook : [playbook];
  return { value: path, file: { path, content: JSON.stringify(plays) } };
}

function makeRolePlay(options: RunOptions): Record<string, unknown> {
  const role = { name: options.role, ...(options.roleVars && { vars: options.roleVars }) };
  return { hosts: options.hosts ?? 'all', ...(options.roleSkipFacts && { gather_facts: false }), roles: [role] };
}

/** Names without a suffix may be a collection's playbook: those are Ansible's to find. */
function checkPlaybookExists(playbook: string, projectDir: string): void {
  if (!/\.(ya?ml|json)$/i.test(playbook)) return;
  const path = resolve(projectDir, playbook);
  try {
    accessSync(path, constants.R_OK);
  } catch (thrown) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '');
    if (!isMissing) {
      const message = `The playbook cannot be read: ${describeThrown(thrown)}. Allow it to be read.`;
      throw new CallboardError('ERR_INPUT_FILE', message, { cause: thrown });
    }
    const message = `There is no playbook ${path}. Correct its name, or the project directory.`;
    throw new CallboardError('ERR_PLAYBOOK_NOT_FOUND', message, { cause: thrown });
  }
}

/** The inventories as Ansible's command line names them, in order. */
export function placeInventory(
  inventory: InventoryInput | undefined,
  ident: string,
  privateDataDir: string,
): Placed<readonly string[]> {
  const directory = join(privateDataDir, 'inventory');
  if (inventory === undefined) return { value: existsSync(directory) ? [directory] : [] };
  if (typeof inventory === 'string') return placeInventoryText(inventory, ident, directory);
  if (Array.isArray(inventory))
    return { value: (inventory as readonly string[]).map((item) => placeSource(item, directory) ?? item) };
  const path = join(directory, `.hosts-${ident}.json`);
  return { value: [path], file: { path, content: JSON.stringify(inventory) } };
}

function placeInventoryText(text: string, ident: string, directory: string): Placed<readonly string[]> {
  const source = placeSource(text, directory);
  if (source !== undefined) return { value: [source] };
  const path = join(directory, `.hosts-${ident}`);
  return { value: [path], file: { path, content: text } };
}

/**
 * What Ansible's -i is given for one item that is a path or a list of hosts. A missing file would be a warning to it, and
 * the play a success on no host.
 */
function placeSource(item: string, directory: string): string | undefined {
  const found = [resolve(directory, item), resolve(item)].find((path) => !item.includes('\n') && existsSync(path));
  if (found !== undefined) return found;
  if (isHostList(item)) return item;
  if (!isPath(item)) return undefined;
  const message = `There is no inventory ${item}, here or in ${directory}. Correct the path.`;
  throw new CallboardError('ERR_INPUT_FILE', message);
}

/** One word that is no host's name, and no JSON. */
function isPath(text: string): boolean {
  return /^[^\s{]\S*$/.test(text) && (text.includes('/') || /\.(ini|ya?ml|json|cfg|toml)$/i.test(text));
}

/** What Ansible's -i takes for hosts themselves: `web1,web2`, or one with a comma behind it. */
export function isHostList(text: string): boolean {
  return /^[^\s{]\S*$/.test(text) && text.includes(',');
}
