import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Mount } from './translate-paths.js';

/** Options of Ansible's commands whose value is a path. */
const pathOptions: ReadonlySet<string> = new Set([
  '-i',
  '--inventory',
  '--inventory-file',
  '--vault-password-file',
  '--vault-pass-file',
  '--vault-id',
  '--private-key',
  '--key-file',
  '--playbook-dir',
  '-e',
  '--extra-vars',
]);

/**
 * Directories that a container needs for a command, at the same paths: the working directory, and those of files that
 * the command line names. Ansible finds beside an inventory or a playbook what belongs to it.
 */
export function listCommandInputs(command: readonly string[], hostCwd: string | undefined): Mount[] {
  const [program = '', ...words] = command;
  const name = basename(program);
  const playbooks = name === 'ansible-playbook' ? words.filter((word) => !word.startsWith('-')) : [];
  const named = name.startsWith('ansible') ? [...listOptionPaths(words), ...playbooks] : [];
  const base = hostCwd ?? process.cwd();
  const found = named.map((path) => resolve(base, path)).filter((path) => existsSync(path));
  const directories = [...(hostCwd === undefined ? [] : [hostCwd]), ...found.map(findDirectory)];
  return [...new Set(directories)].map((path) => ({ source: path, target: path }));
}

/** How a container's Ansible reaches hosts over ssh: keys, known hosts, and the agent. */
export function listSshInputs(env: Readonly<Record<string, string | undefined>>): {
  readonly mounts: readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
} {
  const own = join(homedir(), '.ssh');
  const agent = env['SSH_AUTH_SOCK'];
  const hasAgent = agent !== undefined && existsSync(agent);
  const wanted = [
    { source: own, target: '/home/runner/.ssh' },
    { source: own, target: '/root/.ssh' },
    { source: '/etc/ssh/ssh_known_hosts', target: '/etc/ssh/ssh_known_hosts' },
    ...(hasAgent ? [{ source: agent, target: agent }] : []),
  ];
  return {
    mounts: wanted.filter(({ source }) => existsSync(source)),
    env: hasAgent ? { SSH_AUTH_SOCK: agent } : {},
  };
}

function listOptionPaths(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const [, option = word, value = words[index + 1]] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    return pathOptions.has(option) && value !== undefined ? readPath(option, value) : [];
  });
}

/** A list of hosts is no path, and variables are one only behind an `@`. */
function readPath(option: string, value: string): string[] {
  if (option === '--vault-id') return [value.slice(value.lastIndexOf('@') + 1)];
  if (option === '-e' || option === '--extra-vars') return value.startsWith('@') ? [value.slice(1)] : [];
  return value.includes(',') ? [] : [value];
}

function findDirectory(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path);
}
