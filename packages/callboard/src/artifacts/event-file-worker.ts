import { parentPort } from 'node:worker_threads';
import { type EventFilesJob, writeEventFiles } from './write-event-files.js';

// The thread of `EventFileThread`: it is given one job at a time, and says where the next one begins. Where a job
// fails it says nothing: whoever gave it does the same work then, and has the error itself.
parentPort?.on('message', (job: EventFilesJob) => {
  void writeEventFiles(job)
    .catch(() => undefined)
    .then((place) => parentPort?.postMessage(place));
});
