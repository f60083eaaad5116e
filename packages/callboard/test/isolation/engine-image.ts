import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '#callboard/ansible/find-python.js';

/** Ansible and an ssh-agent from Debian's packages. */
const image = 'localhost/callboard-test-bookworm:1';
const packages = 'ansible-core,openssh-client,python3-cffi-backend';
const longestMs = 170_000;

/** Where the kernel refuses to raise limits, and there is no network to set up. */
export const containerOptions: readonly string[] = [
  '--ulimit=nofile=1024:1024',
  '--ulimit=nproc=1024:1024',
  '--network=none',
];

/** The image, built where it isn't there yet (a minute or two), or why it can't be had. */
export function findImage(): { readonly image: string; readonly skip: string | false } {
  if (!isInstalled('podman')) return { image, skip: 'podman is not installed' };
  if (!hasImage()) {
    if (!isInstalled('debootstrap')) return { image, skip: 'debootstrap is not installed' };
    if (process.getuid?.() !== 0) return { image, skip: 'only root can build the image' };
    const problem = buildImage();
    if (problem) return { image, skip: `the image could not be built: ${problem}` };
  }
  const tried = spawnSync('podman', ['run', '--rm', ...containerOptions, image, 'true'], { encoding: 'utf8' });
  return { image, skip: tried.status === 0 ? false : `podman can't run a container here: ${tried.stderr.trim()}` };
}

export function isInstalled(program: string): boolean {
  return findOnPath(program, process.env['PATH'] ?? '') !== undefined;
}

function hasImage(): boolean {
  return spawnSync('podman', ['image', 'exists', image]).status === 0;
}

function buildImage(): string | undefined {
  const root = mkdtempSync(join(tmpdir(), 'callboard-image-'));
  try {
    const words = ['--variant=minbase', `--include=${packages}`, 'bookworm', root, 'http://deb.debian.org/debian'];
    execFileSync('debootstrap', words, { stdio: 'pipe', timeout: longestMs });
    execFileSync('sh', ['-c', `tar -C "$0" -c . | podman import - "$1"`, root, image], { stdio: 'pipe' });
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Names of containers of a run, running or not. */
export function listContainers(engine: string, ident: string): string[] {
  const words = ['ps', '--all', '--format={{.Names}}', `--filter=name=ansible_runner_${ident}`];
  return execFileSync(engine, words, { encoding: 'utf8' }).split('\n').filter(Boolean);
}
