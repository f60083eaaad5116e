import { setTimeout as wait } from 'node:timers/promises';
import { CallboardError, describeThrown } from '../../errors.js';
import { parseRecord } from './incoming.js';
import type { Listening, ListenTask } from './listening.js';
import { loadZeromq, type Zeromq, type ZeromqSocket } from './load-zeromq.js';
import { type Conduct, createConduct } from './misbehave.js';

export type ZeromqPattern = 'pull' | 'sub' | 'router';

export interface ZeromqPlace {
  readonly address: string;
  readonly pattern: ZeromqPattern;
  /** Connects to a sender that binds, instead of binding. */
  readonly connect: boolean;
}

const protocol = 'callboard/1';

/** Receives as PULL, SUB (every topic) or ROUTER, which acknowledges. */
export async function listenZeromq({ address, pattern, connect }: ZeromqPlace, task: ListenTask): Promise<Listening> {
  const socket = makeSocket(await loadZeromq(), pattern);
  try {
    if (connect) socket.connect(address);
    else await socket.bind(address);
  } catch (thrown) {
    socket.close();
    throw new CallboardError('ERR_OPTION_TYPE', `Cannot listen at ${address}: ${describeThrown(thrown)}.`);
  }
  const endpoint = socket.lastEndpoint ?? address;
  const received = receive(socket, pattern, task);
  return {
    address: endpoint,
    port: Number(/:(\d+)$/.exec(endpoint)?.[1]) || undefined,
    close: async () => {
      socket.close();
      await received;
    },
  };
}

function makeSocket({ Pull, Subscriber, Router }: Zeromq, pattern: ZeromqPattern): ZeromqSocket {
  if (pattern === 'pull') return new Pull();
  if (pattern === 'router') return new Router();
  const socket = new Subscriber();
  socket.subscribe();
  return socket;
}

/** Ends when the socket is closed. */
async function receive(socket: ZeromqSocket, pattern: ZeromqPattern, task: ListenTask): Promise<void> {
  const acknowledger = new Acknowledger(socket, task);
  for await (const frames of socket) {
    try {
      if (pattern === 'router') await acknowledger.answer(frames);
      else task.notebook.take([parseRecord((frames.at(-1) ?? '').toString())]);
    } catch (thrown) {
      task.notebook.refuse(describeThrown(thrown));
    }
  }
}

/**
 * Answers message by message. A sender has several on their way: what stands behind one that was not taken is
 * refused until that one comes again, so that the order is kept.
 */
class Acknowledger {
  readonly #socket: ZeromqSocket;
  readonly #task: ListenTask;
  readonly #decide: ReturnType<typeof createConduct>;
  /** By run: the number of what must come again first. */
  readonly #awaited: Map<string, number> = new Map();

  constructor(socket: ZeromqSocket, task: ListenTask) {
    this.#socket = socket;
    this.#task = task;
    this.#decide = createConduct(task.mischief);
  }

  async answer([peer, version, id, data]: readonly Buffer[]): Promise<void> {
    const { notebook, mischief } = this.#task;
    if (!peer || !id || !data || version?.toString() !== protocol)
      return notebook.refuse('not a message of callboard/1');
    const name = id.toString();
    const record = parseRecord(data.toString(), name);
    const [run, n] = [name.slice(0, name.lastIndexOf(':')), Number(name.slice(name.lastIndexOf(':') + 1))];
    if (n > (this.#awaited.get(run) ?? Infinity)) {
      return await this.#socket.send([peer, protocol, id, 'retry', '', 'an earlier one must come first']);
    }
    const verdict = judge(this.#decide([record]), mischief.retryAfter);
    if (mischief.delayMs > 0) await wait(mischief.delayMs);
    if (!verdict || verdict[0] === 'retry') this.#awaited.set(run, n);
    else this.#awaited.delete(run);
    // A connection is the library's: it can't be closed from here, but an answer can be left out.
    if (!verdict) return notebook.refuse('no answer', [record]);
    if (verdict[0] === 'ok') notebook.take([record]);
    else notebook.refuse(verdict.join('  '), [record]);
    await this.#socket.send([peer, protocol, id, ...verdict]);
  }
}

/** HTTP's codes in the words of this protocol. */
function judge(conduct: Conduct, retryAfter: number | undefined): readonly [string, ...string[]] | undefined {
  if (conduct.act !== 'answer') return undefined;
  const { status } = conduct;
  if (status < 300) return ['ok'];
  if ([400, 413, 422].includes(status)) return ['rejected', `${status}, on purpose`];
  return ['retry', retryAfter === undefined ? '' : String(retryAfter * 1000), `${status}, on purpose`];
}
