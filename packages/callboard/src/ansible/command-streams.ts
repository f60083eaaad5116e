import type { ChildProcess, IOType } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { isatty } from 'node:tty';

/** Where a command's input comes from: a file descriptor, the process's own (`inherit`), or a stream. */
export type InputTarget = number | 'inherit' | Readable;
/** Where a command's output goes. */
export type OutputTarget = number | 'inherit' | Writable;

/** Streams of the user's that a command has for its own. */
export interface CommandStreams {
  readonly input: number | Readable | undefined;
  readonly output: number | Writable | undefined;
  readonly errors: number | Writable | undefined;
  /** Whether somebody sits in front of it. */
  readonly isTerminal: boolean;
}

/** As the supervisor finds them, behind its own. */
const places = { input: 5, output: 6, errors: 7 } as const;
/** What a background process still says after the command's end is waited for as long as by the supervisor. */
const quietAfterEndMs = 500;

/** A stream on a terminal is that terminal; any other is filled and emptied here. Undefined where none is given. */
export function chooseStreams(
  input: InputTarget | undefined,
  output: OutputTarget | undefined,
  errors: OutputTarget | undefined,
): CommandStreams | undefined {
  if (input === undefined && output === undefined && errors === undefined) return undefined;
  const [theirs, ours, complaints] = [resolve(input, 0), resolve(output, 1), resolve(errors, 2)];
  const isTerminal = isTerminalFd(theirs) && isTerminalFd(ours);
  return { input: theirs, output: ours, errors: complaints, isTerminal };
}

function resolve<Stream extends Readable | Writable>(
  target: number | 'inherit' | Stream | undefined,
  own: number,
): number | Stream | undefined {
  if (target === 'inherit') return own;
  if (typeof target !== 'object') return target;
  const { fd } = target as { fd?: unknown };
  return isTerminalFd(fd) ? fd : target;
}

function isTerminalFd(fd: unknown): fd is number {
  return typeof fd === 'number' && isatty(fd);
}

/** For the supervisor's start: what stands at their places. */
export function listStdio(streams: CommandStreams | undefined): (IOType | number)[] {
  if (!streams) return [];
  return [streams.input, streams.output, streams.errors].map((stream) =>
    typeof stream === 'number' ? stream : stream ? 'pipe' : 'ignore',
  );
}

/** For the supervisor's spec: which of them there are. */
export function describeStreams(streams: CommandStreams | undefined): Record<string, number> | null {
  if (!streams) return null;
  const names = (['input', 'output', 'errors'] as const).filter((name) => streams[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, places[name]]));
}

/** Fills and empties those that are streams, until the supervisor has ended. */
export function connectStreams(supervisor: ChildProcess, streams: CommandStreams | undefined): void {
  if (!streams) return;
  const find = (place: number): Socket | undefined => {
    const socket = supervisor.stdio[place];
    return socket instanceof Socket ? socket : undefined;
  };
  if (typeof streams.input === 'object') feed(streams.input, find(places.input), supervisor);
  for (const name of ['output', 'errors'] as const) {
    const stream = streams[name];
    if (typeof stream === 'object') drain(find(places[name]), stream, supervisor);
  }
}

function feed(input: Readable, socket: Socket | undefined, supervisor: ChildProcess): void {
  if (!socket) return;
  // The command need not read all of it.
  socket.on('error', () => undefined);
  input.pipe(socket);
  supervisor.once('exit', () => {
    input.unpipe(socket);
    socket.destroy();
  });
}

function drain(socket: Socket | undefined, output: Writable, supervisor: ChildProcess): void {
  if (!socket) return;
  socket.on('error', () => undefined);
  // Whoever has gone away must not hold the command up.
  if (output.destroyed) socket.resume();
  else socket.pipe(output, { end: false });
  output.once('close', () => socket.resume());
  supervisor.once('exit', () => endWhenQuiet(socket));
}

/** What the command left in the background may hold its output open for ever. */
function endWhenQuiet(socket: Socket): void {
  let seen = -1;
  const timer = setInterval(() => {
    const isQuiet = socket.bytesRead === seen && socket.readableLength === 0;
    seen = socket.bytesRead;
    if (isQuiet) socket.destroy();
    if (socket.destroyed) clearInterval(timer);
  }, quietAfterEndMs);
}
