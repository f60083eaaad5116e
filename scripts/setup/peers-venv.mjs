import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPythons } from './find-python.mjs';
import { withLock } from './lock.mjs';
import { makeVenv } from './make-venv.mjs';
import { cache } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { say } from './say.mjs';

/** Receivers and senders that we did not write: Python's own HTTP plugin for ansible-runner, pyzmq, Receptor's client. */
const requirements = ['ansible-runner-http==1.0.0', 'pyzmq>=26,<28', 'receptorctl==1.4.1'];
const folder = join(cache, 'peers');
const stamp = join(folder, 'callboard-ready.json');

/**
 * A venv with what tests compare us to.
 * @returns {Promise<string | undefined>} its bin folder; undefined where it cannot be made: those tests are skipped.
 */
export function providePeers() {
  return withLock(join(cache, 'peers.lock'), async () => {
    const wanted = JSON.stringify({ folder, requirements });
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return join(folder, 'bin');
    say('installing ansible-runner-http, pyzmq and receptorctl from PyPI, to test against (first time, ~20 s)');
    const [python] = await findPythons();
    const [first, ...others] = requirements;
    if (!python || !(await makeVenv(python.path, folder, first))) return undefined;
    const { code } = await runCommand(join(folder, 'bin/python'), ['-m', 'pip', 'install', ...others]);
    if (code !== 0) return undefined;
    writeFileSync(stamp, wanted);
    return join(folder, 'bin');
  });
}
