import { makeArtifacts, takeIdent } from '../artifacts/claim-artifacts.js';
import { CallboardError, describeThrown } from '../errors.js';
import { readWhileWritten } from '../retrieval/live-source.js';
import { Run } from '../run-handle.js';
import { prepareProcess, type RemoteBeginning, readBeginning } from './prepare-process.js';
import { RemoteConductor } from './process-stream.js';
import type { ProcessOptions } from './remote-options.js';
import { parseLine, type StreamLine } from './stream/parse-line.js';
import { StreamReader } from './stream/read-stream.js';

const nothingKnown: RemoteBeginning = { ident: undefined, command: [], env: {}, cwd: '' };

/**
 * Receives what a worker says and makes a run of it, with the readers of a run from here. Returns when the worker has
 * said its first word; whatever is wrong with the stream from there on is the run's failure.
 */
export async function startProcess(options: ProcessOptions): Promise<Run> {
  const input = options.input ?? process.stdin;
  const { signal } = options;
  const stop = (): void => void input.destroy();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const stream = new StreamReader(input);
  const first = await readLineOrFault(stream);
  const plan = await prepareProcess(options, 'status' in first ? readBeginning(first.status) : nothingKnown);
  const claim = await makeArtifacts(plan, await takeIdent(plan));
  const conductor = new RemoteConductor(plan, claim, { input, lines: readLines(stream, first), stream });
  return new Run(plan, readWhileWritten(claim.journal), conductor.course, {
    cancel: () => conductor.cancel(),
    conduct: (run) => conductor.conduct(run),
  });
}

export type LineOrFault = StreamLine | { readonly kind: 'fault'; readonly error: CallboardError };

/** Lines to the last one, or to where the stream is no stream any more. */
async function* readLines(stream: StreamReader, first: LineOrFault): AsyncGenerator<LineOrFault, void, undefined> {
  for (let line = first; ; line = await readLineOrFault(stream)) {
    yield line;
    if (line.kind === 'fault' || line.kind === 'eof') return;
  }
}

async function readLineOrFault(stream: StreamReader): Promise<LineOrFault> {
  try {
    for (;;) {
      const text = await stream.readLine();
      if (text === undefined) throw stream.fault('ended before the worker said that it was complete');
      const line = parseLine(text);
      if (!line) throw stream.fault(`has a line that no worker sends: ${JSON.stringify(text.slice(0, 200))}`);
      if (line.kind !== 'keepalive') return line;
    }
  } catch (thrown) {
    const error = thrown instanceof CallboardError ? thrown : new CallboardError('ERR_STREAM', describeThrown(thrown));
    return { kind: 'fault', error };
  }
}
