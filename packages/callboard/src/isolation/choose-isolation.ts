import { basename } from 'node:path';
import { findOnPath } from '../ansible/find-python.js';
import type { RunOptions } from '../config/run-options.js';
import { CallboardError } from '../errors.js';
import type { IsolationSettings } from './read-isolation-settings.js';

/** Ansible sees only some of the file system, and none of the other processes. */
export interface Sandbox {
  readonly kind: 'bubblewrap';
  readonly executable: string;
  /** Where stand-ins for hidden paths are kept; undefined is the system's own directory for temporary files. */
  readonly stagingBase: string | undefined;
  readonly hide: readonly string[];
  readonly show: readonly string[];
  readonly readOnly: readonly string[];
}

/** Ansible is the image's, and sees the private data dir as `/runner`. */
export interface Container {
  readonly kind: 'container';
  readonly engine: 'podman' | 'docker';
  readonly executable: string;
  readonly image: string;
  readonly mounts: readonly string[];
  readonly options: readonly string[];
  readonly workdir: string | undefined;
  readonly auth: RunOptions['containerAuthData'];
  readonly pull: RunOptions['containerPull'];
}

export type Isolation = { readonly kind: 'none' } | Sandbox | Container;

/** What Ansible Runner takes, too. */
const defaultExecutable = 'podman';

/** Which isolation was asked for; what is asked for and can't be had is an error. */
export function chooseIsolation(wanted: IsolationSettings, path: string): Isolation {
  checkPull(wanted.containerPull);
  if (wanted.processIsolation === false) return { kind: 'none' };
  // An image without a word about isolation runs unisolated in Ansible Runner, without a word.
  if (wanted.processIsolation === undefined && !wanted.containerImage) return { kind: 'none' };
  const program = wanted.processIsolationExecutable || defaultExecutable;
  const executable = findExecutable(program, path);
  const engine = (['podman', 'docker'] as const).find((name) => basename(program).startsWith(name));
  return engine ? describeContainer(wanted, engine, executable) : describeSandbox(wanted, executable);
}

function describeContainer(wanted: IsolationSettings, engine: Container['engine'], executable: string): Container {
  if (!wanted.containerImage) {
    throw new CallboardError(
      'ERR_OPTION_MISSING',
      `Isolation with ${engine} needs an image: give \`containerImage\` (setting \`container_image\`), or choose bwrap as \`processIsolationExecutable\`.`,
    );
  }
  if (engine === 'docker' && wanted.containerPull === 'newer') {
    throw new CallboardError(
      'ERR_OPTION_CONFLICT',
      'Docker cannot pull `newer` images only. Choose always or missing.',
    );
  }
  return {
    kind: 'container',
    engine,
    executable,
    image: wanted.containerImage,
    mounts: wanted.containerVolumeMounts ?? [],
    options: wanted.containerOptions ?? [],
    workdir: wanted.containerWorkdir,
    auth: wanted.containerAuthData,
    pull: wanted.containerPull,
  };
}

function describeSandbox(wanted: IsolationSettings, executable: string): Sandbox {
  return {
    kind: 'bubblewrap',
    executable,
    stagingBase: wanted.processIsolationPath || undefined,
    hide: asList(wanted.processIsolationHidePaths),
    show: asList(wanted.processIsolationShowPaths),
    readOnly: asList(wanted.processIsolationRoPaths),
  };
}

function findExecutable(program: string, path: string): string {
  const found = findOnPath(program, path);
  if (found) return program.includes('/') ? program : found;
  throw new CallboardError(
    'ERR_ISOLATION_EXECUTABLE',
    `There is no program ${program} to isolate Ansible with. Install it, or let \`processIsolationExecutable\` name bwrap, podman or docker.`,
  );
}

function checkPull(pull: string | undefined): void {
  if (pull === undefined || ['always', 'missing', 'never', 'newer'].includes(pull)) return;
  throw new CallboardError(
    'ERR_OPTION_TYPE',
    `\`containerPull\` must be always, missing, never or newer, not ${JSON.stringify(pull)}.`,
  );
}

function asList(paths: string | readonly string[] | undefined): readonly string[] {
  return typeof paths === 'string' ? [paths] : (paths ?? []);
}
