import { existsSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findOnPath, readInterpreter } from '../ansible/find-python.js';
import { wrapInSshAgent } from '../ansible/wrap-ssh-agent.js';
import { CallboardError } from '../errors.js';
import { isBelow } from '../is-below.js';
import type { Sandbox } from './choose-isolation.js';
import type { Staging } from './staging.js';
import { checkSandboxWorks, systemDirectories, viewSystem } from './view-system.js';
import type { Unwrapped, Wrapped } from './wrap-command.js';

interface Bind {
  readonly kind: '--bind' | '--ro-bind';
  readonly source: string;
  readonly path: string;
}

/**
 * The command in a sandbox of bubblewrap: it sees the system's programs, the private data dir and what is shown to it,
 * and none of the other processes. Where one path lies in another, the inner one has its own way.
 */
export async function wrapInBubblewrap(sandbox: Sandbox, run: Unwrapped): Promise<Wrapped> {
  const staging = placeStandIns(sandbox, run.nonce);
  const binds = [...hidePaths(sandbox, staging), ...showPaths(sandbox, run)];
  checkProgramIsSeen(run, [...systemDirectories, ...binds.map(({ path }) => path)]);
  await checkSandboxWorks(sandbox.executable);
  const command = [
    sandbox.executable,
    ...viewSystem(),
    ...sortOuterFirst(binds).flatMap(({ kind, source, path }) => [kind, source, path]),
    '--chdir',
    run.cwd,
    ...(run.sshKeyPipe ? wrapInSshAgent(run.command, run.sshKeyPipe, { endsWithCommand: true }) : run.command),
  ];
  return { command, env: run.env, cwd: run.cwd, wrapper: 'sandbox', staging: staging ? [staging] : [], transients: [] };
}

/** Empty files and directories to be seen in place of what is hidden, named by their number. */
function placeStandIns({ hide, stagingBase }: Sandbox, nonce: string): Staging | undefined {
  const base = resolve(stagingBase ?? tmpdir());
  if (!existsSync(base)) {
    throw new CallboardError(
      'ERR_ISOLATION_PATH',
      `There is no directory ${base} for an isolated run's files. Create it, or correct \`processIsolationPath\` (setting \`process_isolation_path\`).`,
    );
  }
  const isDirectory = findReal(hide).map((path) => statSync(path).isDirectory());
  const names = (wanted: boolean): string[] =>
    isDirectory.flatMap((is, index) => (is === wanted ? [String(index)] : []));
  if (isDirectory.length === 0) return undefined;
  return { path: join(base, `ansible_runner_pi_${nonce}`), directories: names(true), files: names(false) };
}

function hidePaths({ hide }: Sandbox, staging: Staging | undefined): Bind[] {
  if (!staging) return [];
  return findReal(hide).map((path, index) => ({ kind: '--bind', source: join(staging.path, String(index)), path }));
}

/** Those of the run itself need not be there yet. */
function showPaths(sandbox: Sandbox, run: Unwrapped): Bind[] {
  const inMemory = run.transientDirs.filter((path) => !isBelow(path, '/dev'));
  const own = [run.privateDataDir, run.artifactDir, ...(run.projectDir === undefined ? [] : [run.projectDir])];
  return [
    ...bindEach('--ro-bind', [run.pythonDir, ...inMemory]),
    ...bindEach('--ro-bind', findNamed(sandbox.readOnly)),
    ...bindEach('--bind', findNamed(sandbox.show)),
    ...(run.inputs ?? []).map(({ source, target }): Bind => ({ kind: '--bind', source, path: target })),
    ...bindEach('--bind', own),
  ];
}

function bindEach(kind: Bind['kind'], paths: readonly string[]): Bind[] {
  return paths.map((path) => ({ kind, source: path, path }));
}

/** Paths that don't exist have nothing to show or to hide. */
function findReal(paths: readonly string[]): string[] {
  return [...new Set(paths.filter((path) => existsSync(path)).map((path) => realpathSync(path)))];
}

/** By the names that they were given, too: scripts may say those. */
function findNamed(paths: readonly string[]): string[] {
  const there = paths.filter((path) => existsSync(path)).map((path) => resolve(path));
  return [...new Set([...there, ...findReal(there)])];
}

/** Stable: of binds for the same path the last one holds. */
function sortOuterFirst(binds: readonly Bind[]): Bind[] {
  const measureDepth = ({ path }: Bind): number => path.split('/').filter(Boolean).length;
  return [...binds].sort((one, other) => measureDepth(one) - measureDepth(other));
}

/** Bubblewrap itself would only say "No such file or directory". */
function checkProgramIsSeen({ command, env }: Unwrapped, seen: readonly string[]): void {
  const program = command[0] ?? '';
  const found = findOnPath(program, env['PATH'] ?? '');
  if (!found) {
    throw new CallboardError('ERR_ISOLATION_PATH', `There is no program ${program} on PATH to run in the sandbox.`);
  }
  const interpreter = readInterpreter(found);
  const needed = [found, ...(interpreter ? [interpreter] : [])].flatMap((path) => [resolve(path), realpathSync(path)]);
  const unseen = needed.find((path) => !seen.some((directory) => isBelow(path, directory)));
  if (unseen === undefined) return;
  throw new CallboardError(
    'ERR_ISOLATION_PATH',
    `The sandbox doesn't show ${unseen}, which ${program} needs. Add ${dirname(dirname(unseen))} to \`processIsolationRoPaths\` (setting \`process_isolation_ro_paths\`).`,
  );
}
