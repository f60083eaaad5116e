import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject } from '@callboard/contract';
import type { RunOptions } from '../config/run-options.js';
import { toCamelCase } from './kwargs-names.js';

/** What Ansible Runner sends with the options and a worker decides for itself. */
const workersOwn = new Set([
  'private_data_dir',
  'quiet',
  'keepalive_seconds',
  'ignore_logging',
  'debug',
  'logfile',
  'streamer',
  '_input',
  '_output',
  'suppress_ansible_output',
  'only_transmit_kwargs',
]);
/** Nothing, for those that choose what to run. */
const targets = new Set(['playbook', 'module', 'role']);
const numbers = new Set(['forks', 'rotate_artifacts', 'timeout', 'verbosity']);

/**
 * The options of a job that was sent, for the directory in which it was unpacked. They are checked like anybody's
 * when the run is prepared.
 */
export function readKwargs(kwargs: JsonObject, privateDataDir: string): RunOptions {
  const given = Object.entries(kwargs).filter(
    ([name, value]) => value !== null && !workersOwn.has(name) && !(targets.has(name) && value === ''),
  );
  const read = ([name, value]: [string, unknown]): [string, unknown] => [toCamelCase(name), readNumber(name, value)];
  const options = Object.fromEntries(given.map(read)) as Partial<RunOptions>;
  return {
    ...options,
    ...(isName(kwargs['ident']) && { ident: String(kwargs['ident']) }),
    ...(typeof options.inventory === 'string' && { inventory: findThere(privateDataDir, options.inventory) }),
    ...(Array.isArray(options.inventory) && {
      inventory: (options.inventory as string[]).map((path) => findThere(privateDataDir, path)),
    }),
    ...(options.projectDir && { projectDir: resolve(privateDataDir, options.projectDir) }),
    ...(options.artifactDir && { artifactDir: resolve(privateDataDir, options.artifactDir) }),
    ...(options.envvars && { envvars: placeRoles(options.envvars, privateDataDir) }),
    quiet: true,
    privateDataDir,
  };
}

/** Ansible Runner's command line sends some as texts. */
function readNumber(name: string, value: unknown): unknown {
  const isNumber = numbers.has(name) && typeof value === 'string' && /^\d+$/.test(value);
  return isNumber ? Number(value) : value;
}

/** Sent as relative to the private data directory. */
function findThere(privateDataDir: string, path: string): string {
  const there = resolve(privateDataDir, path);
  return !path.includes('\n') && existsSync(there) ? there : path;
}

/** Relative to `roles`, or (as Ansible Runner sends it) to the private data directory. */
function placeRoles(envvars: Readonly<Record<string, unknown>>, privateDataDir: string): Record<string, unknown> {
  const roles = envvars['ANSIBLE_ROLES_PATH'];
  if (typeof roles !== 'string') return envvars;
  const place = (path: string): string => {
    const places = [resolve(privateDataDir, 'roles', path), join(privateDataDir, path)];
    return path.startsWith('~') ? path : (places.find((found) => existsSync(found)) ?? places[0] ?? path);
  };
  return { ...envvars, ANSIBLE_ROLES_PATH: roles.split(':').map(place).join(':') };
}

/** AWX names its jobs by numbers. */
function isName(ident: unknown): ident is string | number {
  return typeof ident === 'string' || typeof ident === 'number';
}
