import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { waitForText } from '../helpers/wait-for-text.js';
import { isInstalled } from './engine-image.js';

/** A daemon of docker's that is the test's own, and leaves the machine's network alone. */
export interface DockerDaemon {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  readonly end: () => Promise<void>;
}

/** Why there can be no such daemon, or false. */
export const noDocker: string | false =
  (!['docker', 'dockerd'].every(isInstalled) && 'docker is not installed') ||
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
  await waitForText(daemon.stderr, /API listen on/);
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
