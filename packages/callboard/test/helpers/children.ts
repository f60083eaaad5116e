import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunOptions } from '#callboard/index.js';
import { endWithTest } from './end-with-test.js';

/** A process that a test started. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves at its end with what it said on stdout and stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** A runner in a process of its own. `mark` is in the environment of everything it starts. */
export function startRunner(options: RunOptions, mark: string): Child {
  return startScript('run-in-child.js', [JSON.stringify(options)], mark);
}

/** Somebody who opens a run, and so recovers it. */
export function startReader(privateDataDir: string, ident: string): Child {
  return startScript('open-in-child.js', [privateDataDir, ident], 'reader');
}

/** As `startReader`, in a pid namespace of its own, as in a container that shares the directory. */
export function startReaderElsewhere(privateDataDir: string, ident: string): Child {
  return startScript('open-in-child.js', [privateDataDir, ident], 'reader', elsewhere);
}

/** Takes a lock in a pid namespace of its own, says so, and holds it. */
export function holdLockElsewhere(path: string): Child {
  return startScript('lock-in-child.js', [path], 'lock', elsewhere);
}

const elsewhere = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

/** Only root may do it, and only on Linux. */
export function canGoElsewhere(): boolean {
  const [program = '', ...words] = elsewhere;
  return spawnSync(program, [...words, 'true']).status === 0;
}

/** A script among the tests; the path is relative to this one. */
export function startScript(
  name: string,
  args: readonly string[],
  mark: string,
  through: readonly string[] = [],
): Child {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const [program = '', ...words] = [...through, process.execPath, '--enable-source-maps', script, ...args];
  const child = endWithTest(
    spawn(program, words, {
      env: { ...process.env, CALLBOARD_TEST_MARK: mark },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, ...said }));
  });
  return { process: child, ended };
}
