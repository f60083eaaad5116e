import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JournalPlace } from '../journal/read-journal.js';
import { packageRoot } from '../package-root.js';
import type { EventFilesJob } from './write-event-files.js';

/** A place, or undefined where the thread could not do it. */
type Answer = JournalPlace | undefined;

/**
 * The one thread beside this one that writes event files, for all runs of the process in turn. Started when it is
 * first needed; an idle one keeps no process alive.
 */
class EventFileThread {
  #worker: Worker | undefined;
  #settle: ((answer: Answer) => void) | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** Where the next job begins; undefined where the thread cannot do this one. Never rejects. */
  write(job: EventFilesJob): Promise<Answer> {
    const answer = this.#queue.then(() => this.#ask(job));
    this.#queue = answer;
    return answer;
  }

  async #ask(job: EventFilesJob): Promise<Answer> {
    const worker = (this.#worker ??= this.#start());
    const answer = new Promise<Answer>((resolve) => {
      this.#settle = resolve;
    });
    worker.ref();
    worker.postMessage(job);
    const place = await answer;
    worker.unref();
    return place;
  }

  #start(): Worker {
    // A file of its own also where this one is part of a bundle. What the process was started with is not for it.
    const worker = new Worker(join(packageRoot, 'dist/artifacts/event-file-worker.js'), { execArgv: [] });
    const giveUp = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#settle?.(undefined);
    };
    worker.on('message', (place: Answer) => this.#settle?.(place));
    return worker.on('error', giveUp).on('exit', giveUp);
  }
}

export const eventFileThread: EventFileThread = new EventFileThread();
