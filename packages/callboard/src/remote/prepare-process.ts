import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { JsonObject } from '@callboard/contract';
import { checkOptions } from '../config/check-options.js';
import { chooseIdent } from '../config/choose-ident.js';
import { listPrompts } from '../config/list-prompts.js';
import { readInputEntries, readInputMap, readInputText } from '../config/load-input.js';
import { placeRun } from '../config/place-run.js';
import type { Plan } from '../config/prepare.js';
import { readSettings } from '../config/read-settings.js';
import { choosePlugins } from '../delivery/choose-plugins.js';
import { collectSecrets } from '../redact/collect-secrets.js';
import type { ProcessOptions } from './remote-options.js';

/** What a worker's first status tells: what runs there, and under which name. */
export interface RemoteBeginning {
  readonly ident: string | undefined;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A plan for a run that somebody else runs: where it is kept, who reads it, what is secret. */
export async function prepareProcess(
  { streamer: _, input: __, ...options }: ProcessOptions,
  beginning: RemoteBeginning,
): Promise<Plan> {
  checkOptions(options);
  const privateDataDir = resolve(options.privateDataDir);
  await mkdir(privateDataDir, { recursive: true, mode: 0o700 });
  const settings = readSettings(options.settings, await readInputMap(join(privateDataDir, 'env/settings')));
  const plugins = await choosePlugins({ env: process.env, settings: settings.all });
  const ident = chooseIdent(options.ident ?? beginning.ident);
  const place = placeRun(privateDataDir, ident, options.artifactDir);
  return {
    options,
    settings,
    ident,
    privateDataDir,
    ...place,
    projectDir: join(privateDataDir, 'project'),
    mode: 'pty',
    received: true,
    command: beginning.command,
    env: beginning.env,
    cwd: beginning.cwd,
    prompts: [],
    factCacheDir: join(place.artifactDir, settings.factCache ?? 'fact_cache'),
    temporaryFiles: [],
    temporaryDirectories: [],
    staging: [],
    transients: [],
    feeds: [],
    plugins,
    secrets: collectSecrets({
      ...(await readSecretInputs(options, privateDataDir)),
      args: beginning.command,
      values: [...settings.redact.values, ...plugins.flatMap((plugin) => plugin.secrets)],
      namePatterns: settings.redact.names,
    }),
  };
}

/** Python's worker masks nothing. Where the job was sent from here, its secrets are known here. */
async function readSecretInputs(
  options: Omit<ProcessOptions, 'streamer'>,
  privateDataDir: string,
): Promise<Pick<Parameters<typeof collectSecrets>[0], 'answers' | 'sshKey' | 'named'>> {
  const passwords = await readIfFile(privateDataDir, 'passwords', readInputEntries);
  const prompts = listPrompts(options.passwords, passwords);
  return {
    answers: prompts.map(([, answer]) => answer),
    sshKey: options.sshKey ?? (await readIfFile(privateDataDir, 'ssh_key', readInputText)),
    named: [
      options.envvars,
      options.extravars,
      await readIfFile(privateDataDir, 'envvars', readInputMap),
      await readIfFile(privateDataDir, 'extravars', readInputMap),
    ],
  };
}

/** A named pipe has been read by whoever sent the job; what cannot be read here was that one's to complain about. */
async function readIfFile<T>(
  privateDataDir: string,
  name: string,
  read: (path: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const path = join(privateDataDir, 'env', name);
  const about = await stat(path).catch(() => undefined);
  return about?.isFile() ? await read(path).catch(() => undefined) : undefined;
}

/** Undefined where the status doesn't tell. */
export function readBeginning(status: JsonObject): RemoteBeginning {
  const { runner_ident, command, env, cwd } = status;
  const isText = (value: unknown): value is string => typeof value === 'string';
  return {
    ident: isText(runner_ident) && runner_ident !== '' ? runner_ident : undefined,
    command: Array.isArray(command) ? command.filter(isText) : [],
    env: Object.fromEntries(Object.entries(env ?? {}).filter((pair): pair is [string, string] => isText(pair[1]))),
    cwd: isText(cwd) ? cwd : '',
  };
}
