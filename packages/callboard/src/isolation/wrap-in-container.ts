import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wrapInSshAgent } from '../ansible/wrap-ssh-agent.js';
import { findMemory } from '../config/place-inputs.js';
import { CallboardError } from '../errors.js';
import { isBelow } from '../is-below.js';
import { checkImage } from './check-image.js';
import type { Container } from './choose-isolation.js';
import type { EngineCommands } from './engine-commands.js';
import { placeEngineFiles } from './place-engine-files.js';
import { createTranslator, type Mount } from './translate-paths.js';
import type { Unwrapped, Wrapped } from './wrap-command.js';

interface LabelledMount extends Mount {
  /** The engine's options: whether it may be written, and SELinux' label (Z of its own, z shared). */
  readonly options?: string;
}

/** Where Ansible Runner has the private data dir; ours have a place that no image has. */
const data = '/runner';
const own = '/run/callboard';

/** The command in a container: the private data dir is `/runner`, and paths in the command are the container's. */
export async function wrapInContainer(container: Container, run: Unwrapped): Promise<Wrapped> {
  const mounts = listMounts(run);
  const usersMounts = container.mounts.map(splitMount);
  for (const { source } of [...mounts, ...usersMounts]) checkMount(source);
  await checkImage(container);
  const translate = createTranslator([...usersMounts, ...mounts]);
  const inside = run.command.map(translate);
  const env = translateEnvironment(container, run.env, translate);
  const files = placeEngineFiles(container, env, process.env, `${findMemory(run.nonce)}-engine`);
  const cwd = container.workdir ?? translate(run.cwd);
  const name = nameContainer(run);
  const isPodman = container.engine === 'podman';
  const command = [
    container.executable,
    ...(isPodman ? [] : files.login),
    'run',
    '--rm',
    ...(run.isTerminal ? ['--tty'] : []),
    '--interactive',
    `--workdir=${cwd}`,
    ...mounts.flatMap(({ source, target, options }) => ['-v', [source, target, options].filter(Boolean).join(':')]),
    ...(isPodman ? files.login : []),
    ...container.mounts.flatMap((mount) => ['-v', mount]),
    `--env-file=${files.envFile}`,
    ...(isPodman ? ['--quiet'] : []),
    // Podman's root is whoever started it. The files are the runner's user's either way.
    `--user=${isPodman ? 0 : process.getuid?.()}`,
    // The engine's log would keep what is masked here.
    '--log-driver=none',
    ...(container.pull ? [`--pull=${container.pull}`] : []),
    `--name=${name}`,
    ...container.options,
    container.image,
    ...(run.sshKeyPipe ? wrapInSshAgent(inside, translate(run.sshKeyPipe), { endsWithCommand: true }) : inside),
  ];
  return {
    command,
    env,
    cwd,
    launch: { env: files.env, cwd: run.privateDataDir },
    wrapper: 'container',
    engine: describeEngine(container, name),
    staging: [],
    transients: files.files,
  };
}

/** What lies outside the private data dir gets a place of its own. */
function listMounts(run: Unwrapped): LabelledMount[] {
  const { privateDataDir, projectDir, artifactDir } = run;
  const mounts: LabelledMount[] = [{ source: privateDataDir, target: data, options: 'Z' }];
  if (projectDir !== undefined && !isBelow(projectDir, privateDataDir)) {
    // A mount point that isn't there would be made, and left, in the private data dir.
    const hasPlace = existsSync(join(privateDataDir, 'project'));
    mounts.push({ source: projectDir, target: hasPlace ? `${data}/project` : `${own}/project`, options: 'Z' });
  }
  if (!isBelow(artifactDir, privateDataDir)) {
    mounts.push({ source: artifactDir, target: `${own}/artifacts`, options: 'Z' });
  }
  for (const [index, source] of run.transientDirs.entries()) {
    mounts.push({ source, target: `${own}/inputs-${index}`, options: 'ro,z' });
  }
  // Without a label: they are the user's own, and stay as they are.
  const inputs = (run.inputs ?? []).filter(({ source }) => !isBelow(source, privateDataDir));
  return [...mounts, ...inputs, { source: run.pythonDir, target: `${own}/python`, options: 'ro,z' }];
}

function splitMount(mount: string): Mount {
  const [source = '', target] = mount.split(':');
  return { source: resolve(source), target: target || source };
}

/** As Ansible Runner: relabelling these would break the host. */
function checkMount(source: string): void {
  if (!['/', '/home', '/usr'].includes(source)) return;
  throw new CallboardError(
    'ERR_ISOLATION_PATH',
    `${source} cannot be mounted into a container: name a directory in it.`,
  );
}

function translateEnvironment(
  { engine }: Container,
  env: Readonly<Record<string, string>>,
  translate: (text: string) => string,
): Record<string, string> {
  // Podman's fuse-overlayfs fails at some attributes of files; Ansible can do without.
  const more: Record<string, string> = engine === 'podman' ? { ANSIBLE_UNSAFE_WRITES: '1' } : {};
  return { ...more, ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, translate(value)])) };
}

/** Ansible Runner's name, and something that no other run has: it must be safe to end it by its name. */
function nameContainer({ ident, nonce }: Unwrapped): string {
  return `ansible_runner_${ident.replace(/[^a-zA-Z0-9_-]/g, '_')}_${nonce.slice(0, 8)}`;
}

/** Ansible is the container's first process, which SIGTERM doesn't reach: it has a handler for SIGINT only. */
function describeEngine({ engine, executable }: Container, name: string): EngineCommands {
  return {
    askToEnd: [executable, 'kill', '--signal=INT', name],
    kill: [executable, 'kill', name],
    remove: [executable, 'rm', '--force', ...(engine === 'podman' ? ['--ignore'] : []), name],
  };
}
