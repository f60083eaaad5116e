import type { StatusName } from '@callboard/contract';
import { describeThrown } from '../errors.js';
import { CommandError, type CommandOutput } from './command-error.js';
import type { QueryOptions } from './command-options.js';
import { QueryConductor } from './conduct-query.js';
import { listWarnings } from './list-warnings.js';
import { checkQuery, prepareQuery } from './prepare-query.js';
import type { QueryDefinition } from './query-definition.js';
import { type JsonInOutput, readJson } from './read-json.js';
import { makeScratch, removeScratch } from './scratch.js';

/** What a command answered. */
export interface Answer<Response> {
  /** Parsed where JSON was asked for, else the command's text. As Ansible gave it: secrets are not masked. */
  readonly response: Response;
  /** The warnings and deprecations in it, each in one line: `[WARNING]: …`. */
  readonly warnings: readonly string[];
  /** All that the command wrote to stderr; empty with `runnerMode: 'pexpect'`. */
  readonly stderr: string;
}

/** A question that is being answered. */
export class Query<Response> {
  readonly ident: string;
  /**
   * The answer. Rejects with a CommandError where the command failed, was stopped, or answered something else than
   * JSON; with another CallboardError where the runner failed.
   */
  readonly result: Promise<Answer<Response>>;
  readonly #conductor: QueryConductor;
  #output: CommandOutput | undefined;

  /** @internal */
  constructor(conductor: QueryConductor, scratch: string, isJson: boolean) {
    this.ident = conductor.plan.ident;
    this.#conductor = conductor;
    this.result = this.#conclude(scratch, isJson);
    this.result.catch(() => undefined);
  }

  get status(): StatusName {
    return this.#conductor.status;
  }

  /** What the command has written so far. */
  async stdout(): Promise<string> {
    return this.#output?.stdout ?? this.#conductor.read('terminal');
  }

  async stderr(): Promise<string> {
    return this.#output?.stderr ?? this.#conductor.read('stderr');
  }

  /** Stops the command and everything it started. */
  cancel(): void {
    this.#conductor.stop();
  }

  async #conclude(scratch: string, isJson: boolean): Promise<Answer<Response>> {
    try {
      this.#output = await this.#conductor.conduct();
    } finally {
      await removeScratch(scratch);
    }
    const { stdout, stderr } = this.#output;
    if (this.#output.status !== 'successful') throw this.#explainFailure(this.#output);
    const { value, rest } = isJson ? this.#parse(this.#output) : { value: stdout, rest: stdout };
    const isApart = this.#conductor.plan.mode === 'pipes';
    return { response: value as Response, warnings: listWarnings(isApart ? stderr : rest), stderr };
  }

  #parse(output: CommandOutput): JsonInOutput {
    try {
      return readJson(output.stdout);
    } catch (thrown) {
      const what = output.stdout.trim() === '' ? 'nothing' : `no JSON (${describeThrown(thrown)})`;
      throw new CommandError('ERR_COMMAND_ANSWER', `${this.#name()} answered ${what}.`, output, { cause: thrown });
    }
  }

  #explainFailure(output: CommandOutput): CommandError {
    const { prompt, redactor } = this.#conductor;
    const said = redactor.text(lastLine(output.stderr) ?? lastLine(output.stdout) ?? 'It said nothing.');
    const ends: Readonly<Record<string, string>> = {
      canceled: 'was canceled.',
      timeout: 'was stopped: it took longer than its time limit.',
    };
    const waits = prompt === undefined ? undefined : `waits for an answer that \`passwords\` doesn't have: ${prompt}`;
    const end = waits ?? ends[output.status] ?? `failed with ${output.rc}: ${said}`;
    return new CommandError('ERR_COMMAND_FAILED', `${this.#name()} ${end}`, output);
  }

  #name(): string {
    const { plan, redactor } = this.#conductor;
    return `The command \`${plan.command.map((word) => redactor.text(word)).join(' ')}\``;
  }
}

function lastLine(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim().split('\n').at(-1)?.trim();
}

/** Starts a command that answers a question. */
export async function startQuery<Options extends QueryOptions, Response>(
  definition: QueryDefinition<Options>,
  options: Options,
): Promise<Query<Response>> {
  checkQuery(definition, options);
  const scratch = await makeScratch();
  try {
    const plan = await prepareQuery(definition, options, scratch);
    return new Query(new QueryConductor(plan), scratch, definition.isJson(options));
  } catch (thrown) {
    await removeScratch(scratch);
    throw thrown;
  }
}
