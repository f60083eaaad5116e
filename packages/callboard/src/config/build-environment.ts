import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { packageRoot } from '../package-root.js';
import { printPython } from './print-python.js';

export interface EnvironmentInputs {
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly option: Readonly<Record<string, unknown>> | undefined;
  readonly file: Readonly<Record<string, unknown>> | undefined;
  readonly isAdHoc: boolean;
  readonly rolesPath: string | undefined;
  readonly factCacheDir: string | undefined;
  readonly omitEventData: boolean;
  readonly onlyFailedEventData: boolean;
  readonly spoolEvents: string;
  readonly nonce: string;
  /** Whether what Ansible says becomes events. @defaultValue true */
  readonly isCaptured?: boolean;
}

/** What runs beside Ansible. Beside `dist/`, in the checkout and in the package alike. */
export const pythonDir: string = join(packageRoot, 'python');

/** Changes that are ours alone: the callback plugin takes them back, so that Ansible's children don't see them. */
const captureNames = [
  'ANSIBLE_CALLBACK_PLUGINS',
  'ANSIBLE_STDOUT_CALLBACK',
  'ANSIBLE_LOAD_CALLBACK_PLUGINS',
  'ORIGINAL_STDOUT_CALLBACK',
  'AD_HOC_COMMAND_ID',
];

/** The user's environment for Ansible, and Ansible's with what the capture needs. */
export function buildEnvironment(inputs: EnvironmentInputs): Record<string, string> {
  const users = mergeEnvironment(inputs);
  const env: Record<string, string> = markEnvironment(users, inputs.nonce);
  if (inputs.isCaptured ?? true) addCapture(env, users, inputs);
  env['ANSIBLE_RETRY_FILES_ENABLED'] = 'False';
  env['ANSIBLE_HOST_KEY_CHECKING'] ??= 'False';
  if (inputs.factCacheDir !== undefined) {
    env['ANSIBLE_CACHE_PLUGIN'] = 'jsonfile';
    env['ANSIBLE_CACHE_PLUGIN_CONNECTION'] = inputs.factCacheDir;
  }
  if (inputs.rolesPath !== undefined) env['ANSIBLE_ROLES_PATH'] = inputs.rolesPath;
  return env;
}

/** With what every process inherits, wherever it flees: how those of a lost run are found. */
export function markEnvironment(env: Readonly<Record<string, string>>, nonce: string): Record<string, string> {
  return { ...env, CALLBOARD_RUN: nameRun(nonce) };
}

/** The process's own, the option's, the file's: the later wins, as in Ansible Runner. */
export function mergeEnvironment({
  inherited,
  option,
  file,
}: Pick<EnvironmentInputs, 'inherited' | 'option' | 'file'>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) if (value !== undefined) env[name] = value;
  for (const [name, value] of Object.entries({ ...option, ...file })) env[name] = printPython(value);
  return env;
}

/** Doesn't tell the nonce. */
export function nameRun(nonce: string): string {
  return createHash('sha256').update(nonce).digest('hex').slice(0, 16);
}

function addCapture(
  env: Record<string, string>,
  users: Readonly<Record<string, string>>,
  inputs: EnvironmentInputs,
): void {
  const callbacks = [env['ANSIBLE_CALLBACK_PLUGINS'], join(pythonDir, 'callback')];
  env['ANSIBLE_CALLBACK_PLUGINS'] = callbacks.filter(Boolean).join(':');
  if (env['ANSIBLE_STDOUT_CALLBACK']) env['ORIGINAL_STDOUT_CALLBACK'] = env['ANSIBLE_STDOUT_CALLBACK'];
  env['ANSIBLE_STDOUT_CALLBACK'] = 'callboard';
  if (inputs.isAdHoc) {
    env['ANSIBLE_LOAD_CALLBACK_PLUGINS'] = '1';
    env['AD_HOC_COMMAND_ID'] ??= '1';
  }
  env['CALLBOARD_SPOOL'] = inputs.spoolEvents;
  env['CALLBOARD_NONCE'] = inputs.nonce;
  env['RUNNER_OMIT_EVENTS'] = printPython(inputs.omitEventData);
  env['RUNNER_ONLY_FAILED_EVENTS'] = printPython(inputs.onlyFailedEventData);
  env['CALLBOARD_RESTORE'] = JSON.stringify(
    Object.fromEntries(
      captureNames.filter((name) => env[name] !== users[name]).map((name) => [name, users[name] ?? null]),
    ),
  );
}
