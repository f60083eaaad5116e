/**
 * Every error that Callboard raises: what it means and what to do next. `docs/reference/errors.md` is held to this
 * list by a test.
 */
export const errorCatalogue = {
  ERR_OPTION_UNKNOWN: 'An option (or setting) that does not exist. The message names the nearest one.',
  ERR_OPTION_TYPE: 'An option has a value of the wrong type. The message says which type is expected.',
  ERR_OPTION_CONFLICT: 'Two options that exclude each other were given. Leave one out.',
  ERR_OPTION_MISSING: 'An option that this run needs was not given.',
  ERR_NOT_SUPPORTED: 'Asked for something this version cannot do yet. Leave the option out, or use a newer version.',
  ERR_ISOLATION_EXECUTABLE:
    'The program that isolates Ansible (bwrap, podman, docker) was not found. Install it, or name another.',
  ERR_ISOLATION_UNUSABLE: 'The program that isolates Ansible does not work here. The message has its own words.',
  ERR_ISOLATION_PATH: 'A path does not fit isolation: it is missing, not shown to Ansible, or too much to be shown.',
  ERR_CONTAINER_IMAGE: 'The image is not here, and was not to be pulled. Pull or build it, or allow it to be pulled.',
  ERR_PRIVATE_DATA_DIR: 'The private data directory does not exist or cannot be used. Create it, or correct the path.',
  ERR_DIRECTORY_NOT_FOUND: 'A directory that an option names does not exist. Create it, or correct the path.',
  ERR_INPUT_FILE:
    'A file of the private data directory cannot be read or understood. The message says which and where.',
  ERR_PLAYBOOK_NOT_FOUND: 'The playbook is not in the project directory. Correct its name, or the project directory.',
  ERR_COMMAND_LINE: 'A command line (env/cmdline, args) cannot be split: a quotation mark or a backslash is left open.',
  ERR_COMMAND_NOT_FOUND: "One of Ansible's commands is not on PATH. Install ansible-core, or correct PATH.",
  ERR_COMMAND_FAILED:
    'A command that was to give an answer failed, or was stopped. The message has its last words; `output` has all of them.',
  ERR_COMMAND_ANSWER:
    'A command succeeded, but its answer is not the JSON that was asked for. `output` has what it said.',
  ERR_IDENT: 'The ident cannot be the name of a directory. Use letters, digits, dots, dashes and underscores.',
  ERR_IDENT_IN_USE: 'There is a run with this ident already. Choose another, or remove its artifact directory.',
  ERR_PROMPT_PATTERN: 'A pattern in `passwords` is not a regular expression of Python. Correct it.',
  ERR_PYTHON_NOT_FOUND: 'No Python >= 3.9 was found to run beside Ansible. Install one, or set CALLBOARD_PYTHON.',
  ERR_SUPERVISOR: 'The process that watches over Ansible ended unexpectedly. The run was stopped.',
  ERR_TERMINAL_WRITE: "Ansible's output could not be written to disk. The run was stopped; free some space.",
  ERR_JOURNAL_WRITE: 'The journal could not be written. The run was stopped; what is durable can be read back.',
  ERR_ARTIFACT_WRITE: 'An artifact could not be written. The run was stopped; the journal has what was captured.',
  ERR_HANDLER_THREW: 'A handler threw. The run was stopped, and ends with status `error`. The cause is attached.',
  ERR_RUN_NOT_FOUND: 'There is no run with this ident in the artifact directory.',
  ERR_RUN_UNREADABLE:
    'What is in the directory is not what a run leaves, or may not be read. The message says which file.',
  ERR_RUN_ACTIVE: 'The run is still going on. Wait for its end, or stop it.',
  ERR_FACT_CACHE_TYPE: 'The fact cache can be read and written only where its type is `jsonfile`.',
  ERR_JOURNAL_DAMAGED: 'Records of the journal are damaged. What is intact can be read; the message says what is not.',
  ERR_JOURNAL_FORMAT: 'A newer version of Callboard wrote the journal. Read the run with that version, or a newer one.',
  ERR_PLUGIN_LOAD:
    'An installed plugin cannot be loaded. Reinstall it, or leave it out with `plugins` in env/settings.',
  ERR_PLUGIN_CONTRACT: 'A plugin was written for another version of the contract. Install a version of it that fits.',
  ERR_PLUGIN_NOT_FOUND:
    'A plugin that is named is not installed, or none is there that could deliver. Install or configure it, or correct the name.',
  ERR_PLUGIN_SETTING: "A plugin's setting is wrong. The message names the plugin, the setting, and what it may be.",
  ERR_PLUGIN_OPEN: 'A plugin could not begin its work. The run was not started. The message names the plugin and why.',
  ERR_PLUGIN_THREW:
    'A handler of a plugin threw or took too long. The run was stopped; `on_plugin_error` can change that.',
  ERR_STREAM:
    'The stream of a remote job was cut or is none. The message says where; what came is kept. Look at the other end.',
  ERR_ARCHIVE:
    'The archive in a stream is damaged or wants what it must not. The message says what; send the directory again without that.',
  ERR_WORKER: "The worker's runner failed, which is not the play's failure. The message says what the worker said.",
  ERR_DELIVERY_BUSY: 'Another process is delivering this run to this sink. Wait for it.',
  ERR_DELIVERY_UNREADABLE:
    'What is kept of a delivery is damaged, or may not be read. The message says which file, and what to do.',
} as const;

/** What an error is told by: the reference of errors says what each means, and what to do. */
export type ErrorCode = keyof typeof errorCatalogue;

/** An error with a stable `code`, what was wrong, and what to do next. `cause` is the error behind it, if any. */
export class CallboardError extends Error {
  override readonly name = 'CallboardError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The text of anything that was thrown. */
export function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The `code` of a system error such as ENOENT, if it is one. */
export function systemCode(thrown: unknown): string | undefined {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
