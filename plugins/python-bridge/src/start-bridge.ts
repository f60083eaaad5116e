import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../python/bridge.py', import.meta.url));

interface Answer {
  readonly ready?: readonly string[];
  readonly error?: { readonly plugin: string; readonly message: string; readonly traceback: string };
}

/** The Python process that holds the plugins of one run. */
export interface Bridge {
  /** Names of the plugins that it serves. */
  readonly plugins: readonly string[];
  /** Calls a handler of every plugin; resolves when all have returned, rejects with what one of them raised. */
  call(handler: 'status_handler' | 'event_handler', data: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Starts it. Rejects where Python or a plugin cannot be found or loaded. */
export async function startBridge(python: string, config: unknown, plugins: unknown): Promise<Bridge> {
  const process = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<never>((_, reject) => {
    process.once('error', (error) => reject(new Error(`${python} cannot be started: ${error.message}`)));
    process.once('exit', (code, signal) =>
      reject(new Error(`the Python process ended (${signal ?? `exit code ${code}`})`)),
    );
  });
  ended.catch(() => undefined);
  // A process that is gone is told by `ended`, which says why.
  process.stdin.on('error', () => undefined);
  const answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]();

  const ask = async (message: unknown): Promise<Answer> => {
    process.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await Promise.race([answers.next(), ended]);
    if (done) return await ended;
    const answer = JSON.parse(value) as Answer;
    if (answer.error) throw explain(answer.error);
    return answer;
  };

  try {
    const { ready } = await ask({ config, plugins });
    return {
      plugins: ready ?? [],
      call: async (handler, data) => void (await ask({ handler, data })),
      close: async () => {
        const exited = process.exitCode === null && process.signalCode === null ? once(process, 'exit') : undefined;
        process.stdin.end();
        await exited;
      },
    };
  } catch (thrown) {
    process.kill();
    throw thrown;
  }
}

/** The Python traceback is the error's stack: that is where somebody will look. */
function explain({ plugin, message, traceback }: NonNullable<Answer['error']>): Error {
  const error = new Error(`${plugin}: ${message}`);
  if (traceback) error.stack = traceback;
  return error;
}
