import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../scripts/setup/say.mjs';
import { programs, work } from './folders.mjs';
import { readStatusTimes } from './read-status-times.mjs';

/**
 * A run of the library on so many events of the fake Ansible. It stays on disk.
 * @param {{ folder: string, ident: string, events: number, env: NodeJS.ProcessEnv, settings?: object }} what
 * @param {(pid: number, journal: string) => void} [onStart] told the runner's process and its journal's path
 * @returns {Promise<{ journalSeconds: number, completeSeconds: number, runnerCpu: number, memoryMiB: number }>} from
 *   the first status to the last in the journal; from the process's start to its end; the runner's own CPU time and
 *   the most that it had in memory
 */
export async function runFake({ folder, ident, events, env, settings }, onStart) {
  mkdirSync(folder, { recursive: true });
  const options = { privateDataDir: folder, ident, settings, ...playFake(events) };
  const began = performance.now();
  const journal = join(folder, 'artifacts', ident, 'journal.ndjson');
  const { eventCount, runnerCpu, memoryMiB } = await runPlay({ options }, env, (pid) => onStart?.(pid, journal));
  const completeSeconds = (performance.now() - began) / 1000;
  if (eventCount !== events) {
    throw new SetupError('ERR_EVENTS', `${events} events were emitted, and the run has ${eventCount}.`);
  }
  const { first, last } = readStatusTimes(journal);
  return { journalSeconds: (last - first) / 1000, completeSeconds, runnerCpu, memoryMiB };
}

/** Options of a run of so many events of the fake Ansible. */
export function playFake(events) {
  return { binary: join(programs, 'fake_ansible.py'), cmdline: `--events ${events}` };
}

/** Runs `run-play.mjs`, and returns what it reports. */
export async function runPlay(job, env, onStart) {
  const output = join(work, 'output');
  const fd = openSync(output, 'w');
  const code = await new Promise((resolve, reject) => {
    const program = join(programs, 'run-play.mjs');
    const child = spawn(process.execPath, [program, JSON.stringify(job)], { env, stdio: ['ignore', fd, fd] });
    child.on('error', reject);
    child.on('exit', resolve);
    if (child.pid !== undefined) onStart?.(child.pid);
  });
  closeSync(fd);
  const said = readFileSync(output, 'utf8');
  if (code !== 0) throw new SetupError('ERR_RUN', `run-play.mjs ended with ${code}:\n${said.slice(-2000)}`);
  return JSON.parse(said);
}
