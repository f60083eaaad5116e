import type { Readable } from 'node:stream';
import type { TerminalStatusName } from '@callboard/contract';
import { prepare } from '../config/prepare.js';
import type { RunOptions } from '../config/run-options.js';
import { CallboardError, describeThrown } from '../errors.js';
import { readWhileWritten } from '../retrieval/live-source.js';
import { type StartedRun, startPrepared } from '../start-prepared.js';
import { packDirectory } from './archive/pack-directory.js';
import { receiveJob } from './receive-job.js';
import type { WorkerOptions, WorkerResult } from './remote-options.js';
import { StreamWriter } from './stream/write-stream.js';
import { openWorkplace } from './workplace.js';

/** Of the artifacts, what the other end makes itself from the records that it gets. */
const madeThere = /^(journal\.ndjson|job_events|spool|spool\.discarded|delivery)(\/|$)/;

/**
 * Receives a job, runs it, and sends back what it says while it says it, then the artifacts. Never throws for a job
 * that cannot be run: the other end is told by a status `error`. The job is canceled when the other end goes away.
 */
export async function work(options: WorkerOptions): Promise<WorkerResult> {
  const { input = process.stdin, output = process.stdout, signal } = options;
  const writer = new StreamWriter(output);
  writer.keepAlive(options.keepaliveSeconds ?? readKeepalive(process.env['ANSIBLE_RUNNER_KEEPALIVE_SECONDS']));
  const stopReading = stopReadingOn(input, signal, writer.gone);
  const workplace = await openWorkplace(options);
  let result: WorkerResult;
  try {
    const job = await receiveJob(input, workplace.directory);
    stopReading();
    result = await runJob(job, writer, signal);
  } catch (thrown) {
    stopReading();
    result = await reportFailure(thrown, writer, signal);
  } finally {
    await workplace.leave();
  }
  await writer.writeEnd().catch(() => undefined);
  return result;
}

async function runJob(job: RunOptions, writer: StreamWriter, signal: AbortSignal | undefined): Promise<WorkerResult> {
  const stops = [writer.gone, ...(signal ? [signal] : [])];
  const plan = await prepare({ ...job, signal: AbortSignal.any(stops) });
  // Whatever the job's own settings say: stdout is the stream's.
  const settings = { ...plan.settings, suppressAnsibleOutput: true };
  const started = await startPrepared({ ...plan, settings });
  await sendRecords(started, writer);
  const failure = await started.run.result.then(
    () => undefined,
    (thrown) => describeThrown(thrown),
  );
  await sendArtifacts(plan.artifactDir, writer);
  const { run } = started;
  return { ident: run.ident, status: run.status as TerminalStatusName, rc: run.rc ?? 254, explanation: failure };
}

/** Reads the journal like any other reader: the play never waits for the other end. */
async function sendRecords({ run, journal }: StartedRun, writer: StreamWriter): Promise<void> {
  try {
    for await (const records of readWhileWritten(journal).follow()) {
      await writer.writeLines(records.map(({ data }) => `${data}\n`).join(''));
    }
  } catch (thrown) {
    run.cancel();
    if (!writer.gone.aborted) throw thrown;
  }
}

async function sendArtifacts(artifactDir: string, writer: StreamWriter): Promise<void> {
  if (writer.gone.aborted) return;
  const { archive, size } = await packDirectory(artifactDir, { leaveOut: (path) => madeThere.test(path) });
  try {
    await writer.writeArchive(archive, size);
  } finally {
    await archive.close();
  }
}

/** The job could not be received, or not be started. */
async function reportFailure(thrown: unknown, writer: StreamWriter, signal?: AbortSignal): Promise<WorkerResult> {
  const status = signal?.aborted ? 'canceled' : 'error';
  const code = thrown instanceof CallboardError ? `${thrown.code}: ` : '';
  const explanation = `${code}${describeThrown(thrown)}`;
  const line = status === 'error' ? { status, job_explanation: explanation } : { status };
  await writer.writeLines(`${JSON.stringify(line)}\n`).catch(() => undefined);
  return { ident: undefined, status, rc: status === 'error' ? 1 : 254, explanation };
}

function stopReadingOn(input: Readable, ...signals: (AbortSignal | undefined)[]): () => void {
  const stop = (): void => void input.destroy();
  for (const signal of signals) {
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
  }
  return () => {
    for (const signal of signals) signal?.removeEventListener('abort', stop);
  };
}

/** As Ansible Runner; what is no number is told, not guessed. */
function readKeepalive(text: string | undefined): number {
  const seconds = Number(text ?? 0);
  if (Number.isFinite(seconds)) return seconds;
  const message = `ANSIBLE_RUNNER_KEEPALIVE_SECONDS must be a number of seconds, not ${JSON.stringify(text)}.`;
  throw new CallboardError('ERR_OPTION_TYPE', message);
}
