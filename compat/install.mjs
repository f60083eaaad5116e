// Which Python and which Ansible the comparison runs with: a venv of its own per Ansible version,
// holding ansible-core and the peer.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askAnsibleVersion } from '../scripts/setup/ansible-on-path.mjs';
import { pickSpread, pipRequirement, seriesFor } from '../scripts/setup/ansible-series.mjs';
import { findPythons } from '../scripts/setup/find-python.mjs';
import { withLock } from '../scripts/setup/lock.mjs';
import { makeVenv } from '../scripts/setup/make-venv.mjs';
import { cache } from '../scripts/setup/paths.mjs';
import { SetupError, say } from '../scripts/setup/say.mjs';

const PEER = 'ansible-runner==2.4.3';
const home = join(cache, 'compat');

/**
 * Makes sure that `.cache/compat/<version>` holds Ansible and the peer.
 * @param {string} version of ansible-core, or `newest`: what the Pythons found can run
 * @returns {Promise<{ bin: string, python: string, version: string }>}
 */
export async function installPeer(version) {
  const { series, core, python } = await choose(version);
  const folder = join(home, series);
  const bin = join(folder, 'bin');
  const done = join(folder, '.complete');
  await withLock(join(home, `${series}.lock`), async () => {
    if (existsSync(done)) return;
    say(`installing ${core} and ${PEER} from PyPI (first time)`);
    const requirements = join(home, `${series}.txt`);
    writeFileSync(requirements, `${core}\n${PEER}\n`);
    const made = await makeVenv(python, folder, `-r${requirements}`);
    if (!made) throw new SetupError('ERR_NO_PEER', `${core} and ${PEER} could not be installed: see .cache/logs`);
    writeFileSync(done, '');
  });
  return { bin, python: join(bin, 'python'), version: await askAnsibleVersion(join(bin, 'ansible-playbook')) };
}

async function choose(version) {
  mkdirSync(home, { recursive: true });
  const pythons = await findPythons();
  if (version === 'newest') return chooseNewest(pythons);
  const wanted = version.split('.').slice(0, 2).join('.');
  const runs = ({ minor }) => seriesFor(minor).some(({ series }) => series === wanted);
  const python = pythons.find(runs);
  if (python) return { series: version, core: `ansible-core==${version}`, python: python.path };
  throw new SetupError('ERR_NO_PYTHON', `No Python on PATH can run ansible-core ${version}: put one there that does`);
}

function chooseNewest(pythons) {
  const newest = pickSpread(pythons).at(-1);
  if (newest) return { series: newest.series, core: pipRequirement(newest), python: newest.venvPython.path };
  throw new SetupError('ERR_NO_PYTHON', 'There is no Python >= 3.9 on PATH: install one (apt-get install python3)');
}
