import { executablesOnPath } from './executables-on-path.mjs';
import { runCommand, writeLog } from './run-command.mjs';
import { say } from './say.mjs';

/** Packages of the system are changed only where nobody has to be asked: as root, on Debian and its kin. */
export function canUseApt() {
  return process.getuid?.() === 0 && executablesOnPath('apt-get').length > 0;
}

/** @returns {Promise<boolean>} false when apt failed; why is in `.cache/logs`. */
export async function aptInstall(...packages) {
  say(`installing ${packages.join(' ')} with apt`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [['update'], ['install', '-y', '--no-install-recommends', ...packages]];
  for (const step of steps) {
    const { code, output } = await runCommand('apt-get', ['-q', ...step], { env });
    // A stale list of one source must not stop an installation that the others can serve.
    if (code !== 0 && step[0] === 'install') {
      say(`apt failed; why: ${writeLog('apt', output)}`);
      return false;
    }
  }
  return true;
}
