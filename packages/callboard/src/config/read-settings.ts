import { CallboardError } from '../errors.js';

/** `env/settings` and the `settings` option, as the runner uses them. Times are in seconds. */
export interface Settings {
  /** No byte of output for that long stops the run. */
  readonly idleTimeout: number | undefined;
  readonly jobTimeout: number | undefined;
  /** A prompt that nobody answers is reported after that long. @defaultValue 5 */
  readonly pexpectTimeout: number;
  readonly subprocessTimeout: number | undefined;
  readonly suppressOutputFile: boolean;
  readonly suppressAnsibleOutput: boolean | undefined;
  readonly factCache: string | undefined;
  readonly factCacheType: string | undefined;
  /** Between SIGTERM and SIGKILL; 0 is SIGKILL at once. @defaultValue 10 */
  readonly stopGrace: number;
  readonly terminal: { readonly rows: number; readonly columns: number };
  /** More to mask: values, and regular expressions of names. */
  readonly redact: { readonly values: readonly string[]; readonly names: readonly RegExp[] };
  /** All of them, plugins' own included. */
  readonly all: Readonly<Record<string, unknown>>;
}

/** The file wins over the option, as it does in Ansible Runner. */
export function readSettings(
  option: Readonly<Record<string, unknown>> | undefined,
  file: Readonly<Record<string, unknown>> | undefined,
): Settings {
  const all = { ...option, ...file };
  if (all['process_isolation'] || all['container_image'] || all['directory_isolation_base_path']) {
    throw new CallboardError('ERR_NOT_SUPPORTED', 'Process and directory isolation (settings) are not built yet.');
  }
  return {
    idleTimeout: readSeconds(all, 'idle_timeout'),
    jobTimeout: readSeconds(all, 'job_timeout'),
    pexpectTimeout: readSeconds(all, 'pexpect_timeout') ?? 5,
    subprocessTimeout: readSeconds(all, 'subprocess_timeout'),
    suppressOutputFile: readSwitch(all, 'suppress_output_file') ?? false,
    suppressAnsibleOutput: readSwitch(all, 'suppress_ansible_output'),
    factCache: readText(all, 'fact_cache'),
    factCacheType: readText(all, 'fact_cache_type'),
    stopGrace: isZero(all['stop_grace']) ? 0 : (readSeconds(all, 'stop_grace') ?? 10),
    terminal: { rows: readSeconds(all, 'terminal_rows') ?? 24, columns: readSeconds(all, 'terminal_columns') ?? 80 },
    redact: { values: readTexts(all, 'redact_values'), names: readPatterns(all, 'redact_names') },
    all,
  };
}

type All = Readonly<Record<string, unknown>>;

function isZero(value: unknown): boolean {
  return value === 0 || (typeof value === 'string' && value.trim() !== '' && Number(value) === 0);
}

/** Zero and null mean "not set", as they do in Python. */
function readSeconds(all: All, name: string): number | undefined {
  const value = all[name];
  if (value === undefined || value === null || value === 0) return undefined;
  const seconds = typeof value === 'string' ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0) return seconds;
  throw wrong(name, 'a number, zero or more');
}

function readSwitch(all: All, name: string): boolean | undefined {
  const value = all[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'true or false');
}

function readText(all: All, name: string): string | undefined {
  const value = all[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw wrong(name, 'a string');
}

function readTexts(all: All, name: string): string[] {
  const value = all[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw wrong(name, 'a list of strings');
}

function readPatterns(all: All, name: string): RegExp[] {
  return readTexts(all, name).map((source) => {
    try {
      return new RegExp(source, 'i');
    } catch {
      throw wrong(name, `a list of regular expressions, and ${JSON.stringify(source)} is none`);
    }
  });
}

function wrong(name: string, expected: string): CallboardError {
  return new CallboardError('ERR_OPTION_TYPE', `The setting \`${name}\` must be ${expected}.`);
}
