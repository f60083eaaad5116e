import type { Dispatcher } from 'undici';
import type { Limits } from './read-limits.js';

/** How much of an answer is read. */
const answerBytes: number = 16 * 1024;

export interface Request {
  readonly origin: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | Buffer;
  readonly limits: Pick<Limits, 'headersTimeoutMs' | 'bodyTimeoutMs' | 'timeoutMs'>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As far as it came; at most 16 KiB. */
  readonly body: string;
}

/** The whole of a request and its answer took too long. */
class TooLate extends Error {
  readonly code = 'ERR_TOO_LATE';
}

/**
 * One request and its answer. Rejects where there was no status line; once there is one, whatever becomes of the rest,
 * the answer is known. `signal` ends it at once, and nothing is sent after that.
 */
export function exchange(dispatcher: Dispatcher, request: Request, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw signal.reason;
    const { origin, path, headers, body, limits } = request;
    const handler = new Exchange(limits.timeoutMs, signal, resolve, reject);
    const { headersTimeoutMs: headersTimeout, bodyTimeoutMs: bodyTimeout } = limits;
    // undici's types don't know that it leaves the list alone.
    const options = { origin, path, method: 'POST', headers: headers as string[], body, headersTimeout, bodyTimeout };
    dispatcher.dispatch(options, handler);
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Reply['headers'] = {};
  #bytes = 0;
  #over = false;

  constructor(
    timeoutMs: number,
    signal: AbortSignal,
    resolve: (reply: Reply) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#cut(new TooLate()), timeoutMs);
    signal.addEventListener('abort', this.#abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It waited for a connection, and nobody waits for it any more.
    if (this.#over) controller.abort(new TooLate());
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Reply['headers']): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk.subarray(0, answerBytes - this.#bytes));
    this.#bytes += chunk.length;
    if (this.#bytes >= answerBytes) this.#cut(new Error('enough was read'));
  }

  onResponseEnd(): void {
    this.#end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end(error);
  }

  readonly #abort = (): void => {
    // Not the answer but the end is asked for.
    this.#status = 0;
    this.#cut(this.#signal.reason as Error);
  };

  #cut(reason: Error): void {
    this.#end(reason);
    this.#controller?.abort(reason);
  }

  #end(error?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#abort);
    if (this.#status === 0) this.#reject(error ?? new Error('the answer has no status'));
    else this.#resolve({ status: this.#status, headers: this.#headers, body: this.#readBody() });
  }

  #readBody(): string {
    return this.#chunks.length === 0 ? '' : Buffer.concat(this.#chunks).toString();
  }
}
