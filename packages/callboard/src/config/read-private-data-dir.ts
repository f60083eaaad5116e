import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CallboardError, describeThrown, systemCode } from '../errors.js';
import { readInputEntries, readInputMap, readInputText } from './load-input.js';

/** What the files of a private data directory say that hold for every command. Anything may be missing. */
export interface CommonData {
  readonly settings: Record<string, unknown> | undefined;
  readonly envvars: Record<string, unknown> | undefined;
  readonly passwords: [string, unknown][] | undefined;
  readonly sshKey: string | undefined;
}

/** And what holds for a run. */
export interface PrivateData extends CommonData {
  readonly extravars: ExtraVarsFile | undefined;
  readonly cmdline: string | undefined;
  /** A whole command line that replaces ours. */
  readonly args: string | undefined;
}

export interface ExtraVarsFile {
  readonly path: string;
  /** Its content where it is a named pipe, which can be read only once. */
  readonly piped: string | undefined;
  readonly values: Record<string, unknown> | undefined;
}

/** The absolute path of an existing directory. */
export async function findPrivateDataDir(path: string): Promise<string> {
  const absolute = resolve(path);
  const problem = await findProblem(absolute);
  if (problem === undefined) return absolute;
  throw new CallboardError('ERR_PRIVATE_DATA_DIR', `The private data directory ${absolute} ${problem}.`);
}

async function findProblem(directory: string): Promise<string | undefined> {
  try {
    if (!(await stat(directory)).isDirectory()) return 'is not a directory. Correct the path';
    await access(directory, constants.X_OK);
    return undefined;
  } catch (thrown) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '');
    if (isMissing) return 'does not exist. Create it, or correct the path';
    return `cannot be used: ${describeThrown(thrown)}. Allow it, or correct the path`;
  }
}

export async function readPrivateDataDir(privateDataDir: string): Promise<PrivateData> {
  const [common, extravars, cmdline, args] = await Promise.all([
    readCommonData(privateDataDir),
    readExtraVars(join(privateDataDir, 'env/extravars')),
    readInputText(join(privateDataDir, 'env/cmdline')),
    readInputText(join(privateDataDir, 'args')),
  ]);
  return { ...common, extravars, cmdline, args };
}

/** Named pipes among the others are left for a run. */
export async function readCommonData(privateDataDir: string): Promise<CommonData> {
  const env = (name: string): string => join(privateDataDir, 'env', name);
  const [settings, envvars, passwords, sshKey] = await Promise.all([
    readInputMap(env('settings')),
    readInputMap(env('envvars'), { exactNumbers: true }),
    readInputEntries(env('passwords')),
    readInputText(env('ssh_key')),
  ]);
  return { settings, envvars, passwords, sshKey };
}

/** Ansible reads the file itself; we look into it for values that must be masked. */
async function readExtraVars(path: string): Promise<ExtraVarsFile | undefined> {
  const about = await stat(path).catch(() => undefined);
  if (!about) return undefined;
  const text = (await readInputText(path)) ?? '';
  return { path, piped: about.isFIFO() ? text : undefined, values: await parseLeniently(text) };
}

/** A file that is encrypted as a whole, or broken, is Ansible's to decrypt or to complain about. */
async function parseLeniently(text: string): Promise<Record<string, unknown> | undefined> {
  try {
    const { parseYaml } = await import('./parse-yaml.js');
    const parsed = parseYaml(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
