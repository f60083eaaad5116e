import type { TerminalStatusName } from '@callboard/contract';
import { CallboardError, type ErrorCode } from '../errors.js';

/** What a command said, and how it ended. */
export interface CommandOutput {
  readonly status: TerminalStatusName;
  /** Its exit code; 254 when it was stopped. */
  readonly rc: number;
  readonly stdout: string;
  /** Empty where it had a terminal. */
  readonly stderr: string;
}

/** A command gave no answer: `ERR_COMMAND_FAILED` or `ERR_COMMAND_ANSWER`. */
export class CommandError extends CallboardError {
  /** All that it said, as it said it: secrets are not masked. */
  readonly output: CommandOutput;

  constructor(code: ErrorCode, message: string, output: CommandOutput, options?: ErrorOptions) {
    super(code, message, options);
    this.output = output;
  }
}
