import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JournalPlace } from '../journal/read-journal.js';
import { packageRoot } from '../package-root.js';
import type { EventFilesJob } from './write-event-files.js';

/** A place, or undefined where the thread could not do it. */
type Answer = JournalPlace | undefined;

/** A file of its own also where this one is part of a bundle. */
const workerFile = join(packageRoot, 'dist/artifacts/event-file-worker.js');

/** MiB. It holds a piece of a journal at a time; V8 would let a thread's garbage come to 48. */
const youngGeneration = 6;

/**
 * The one thread beside this one that writes event files, for all runs of the process in turn. It is there while
 * somebody uses it.
 */
export class EventFileThread {
  readonly #file: string;
  #worker: Worker | undefined;
  #users = 0;
  #settle: ((answer: Answer) => void) | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(file: string = workerFile) {
    this.#file = file;
  }

  /** Keeps the thread while `work` goes on. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      return await work();
    } finally {
      this.#users -= 1;
      if (this.#users === 0) await this.#end();
    }
  }

  /** Where the next job begins; undefined where the thread cannot do this one. Never rejects. */
  write(job: EventFilesJob): Promise<Answer> {
    const answer = this.#queue.then(() => this.#ask(job));
    this.#queue = answer;
    return answer;
  }

  #ask(job: EventFilesJob): Promise<Answer> {
    this.#worker ??= this.#start();
    this.#worker.postMessage(job);
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  #start(): Worker {
    // What the process was started with (hooks, loaders) is not for it.
    const options = { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: youngGeneration } };
    const worker = new Worker(this.#file, options);
    const giveUp = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#settle?.(undefined);
    };
    worker.on('message', (place: Answer) => this.#settle?.(place));
    return worker.on('error', giveUp).on('exit', giveUp);
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

export const eventFileThread: EventFileThread = new EventFileThread();
