import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findOnPath } from '#callboard/ansible/find-python.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

/** A daemon of docker's that is the test's own, and leaves the machine's network alone. */
export interface DockerDaemon {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  readonly end: () => Promise<void>;
}

/** Why there can be no such daemon, or false. */
export const noDocker: string | false =
  (['docker', 'dockerd'].some((name) => !findOnPath(name, process.env['PATH'] ?? '')) && 'docker is not installed') ||
  (process.getuid?.() !== 0 && "only root can run docker's daemon");

/** Starts it, and gives it podman's image. */
export async function startDockerDaemon(image: string): Promise<DockerDaemon> {
  const root = makeTemporaryDir();
  const host = `unix://${join(root, 'socket')}`;
  const places = { '--host': host, '--data-root': join(root, 'data'), '--exec-root': join(root, 'exec') };
  const daemon = spawn(
    'dockerd',
    [
      ...Object.entries(places).flat(),
      `--pidfile=${join(root, 'pid')}`,
      '--bridge=none',
      '--iptables=false',
      '--ip6tables=false',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await untilListening(daemon);
  const env = { ...process.env, DOCKER_HOST: host };
  execFileSync('sh', ['-c', 'podman save "$0" | docker load', image], { env, stdio: 'pipe' });
  return {
    host,
    end: async () => {
      const gone = once(daemon, 'exit');
      daemon.kill();
      await gone;
    },
  };
}

async function untilListening(daemon: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    daemon.stderr?.on('data', (chunk) => {
      if (/API listen on/.test((said += chunk))) resolve();
    });
    daemon.once('exit', () => reject(new Error(`docker's daemon ended: ${said.slice(-2000)}`)));
  });
}
