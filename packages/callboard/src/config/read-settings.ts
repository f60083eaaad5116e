import { type IsolationSettings, readIsolationSettings } from '../isolation/read-isolation-settings.js';
import { checkSettingNames } from './check-setting-names.js';
import { readPatterns, readSeconds, readSwitch, readText, readTexts } from './read-setting.js';

/** `env/settings` and the `settings` option, as the runner uses them. Times are in seconds. */
export interface Settings {
  /** No byte of output for that long stops the run. */
  readonly idleTimeout: number | undefined;
  readonly jobTimeout: number | undefined;
  /** A prompt that nobody answers is reported after that long. @defaultValue 5 */
  readonly pexpectTimeout: number;
  readonly subprocessTimeout: number | undefined;
  readonly suppressOutputFile: boolean;
  /** No file per event in `job_events/`: the journal alone has them. */
  readonly suppressEventFiles: boolean;
  readonly suppressAnsibleOutput: boolean | undefined;
  readonly factCache: string | undefined;
  readonly factCacheType: string | undefined;
  /** Between SIGTERM and SIGKILL; 0 is SIGKILL at once. @defaultValue 10 */
  readonly stopGrace: number;
  readonly terminal: { readonly rows: number; readonly columns: number };
  /** More to mask: values, and regular expressions of names. */
  readonly redact: { readonly values: readonly string[]; readonly names: readonly RegExp[] };
  readonly isolation: IsolationSettings;
  /** All of them, plugins' own included. */
  readonly all: Readonly<Record<string, unknown>>;
}

/** The file wins over the option, as it does in Ansible Runner. Throws ERR_OPTION_UNKNOWN and ERR_OPTION_TYPE. */
export function readSettings(
  option: Readonly<Record<string, unknown>> | undefined,
  file: Readonly<Record<string, unknown>> | undefined,
): Settings {
  const all = { ...option, ...file };
  checkSettingNames(Object.keys(all));
  return {
    idleTimeout: readSeconds(all, 'idle_timeout'),
    jobTimeout: readSeconds(all, 'job_timeout'),
    pexpectTimeout: readSeconds(all, 'pexpect_timeout') ?? 5,
    subprocessTimeout: readSeconds(all, 'subprocess_timeout'),
    suppressOutputFile: readSwitch(all, 'suppress_output_file') ?? false,
    suppressEventFiles: readSwitch(all, 'suppress_event_files') ?? false,
    suppressAnsibleOutput: readSwitch(all, 'suppress_ansible_output'),
    factCache: readText(all, 'fact_cache'),
    factCacheType: readText(all, 'fact_cache_type'),
    stopGrace: isZero(all['stop_grace']) ? 0 : (readSeconds(all, 'stop_grace') ?? 10),
    terminal: { rows: readSeconds(all, 'terminal_rows') ?? 24, columns: readSeconds(all, 'terminal_columns') ?? 80 },
    redact: { values: readTexts(all, 'redact_values'), names: readPatterns(all, 'redact_names') },
    isolation: readIsolationSettings(all),
    all,
  };
}

function isZero(value: unknown): boolean {
  return value === 0 || (typeof value === 'string' && value.trim() !== '' && Number(value) === 0);
}
