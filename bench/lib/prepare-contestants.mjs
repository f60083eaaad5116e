import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPythonOf } from '../../scripts/setup/find-python.mjs';
import { makeVenv } from '../../scripts/setup/make-venv.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { SetupError, say } from '../../scripts/setup/say.mjs';
import { makePlainEnvironment, useAnsible } from '../../scripts/setup/use-ansible.mjs';
import { peers, programs } from './folders.mjs';

const PEER = 'ansible-runner==2.4.3';

/**
 * Who is compared, all with one and the same Ansible and Python.
 * @returns {Promise<Contestants>}
 * @typedef {object} Contestants
 * @property {{ version: string, bin: string }} ansible
 * @property {string} python Ansible's own
 * @property {string} peer Python's ansible-runner
 * @property {string} cli ours
 * @property {NodeJS.ProcessEnv} env for all of them
 */
export async function prepareContestants(bin) {
  const ansible = await useAnsible(bin);
  const python = findPythonOf(ansible.bin);
  const peer = await installPeer(ansible.version, python);
  const cli = join(root, 'packages/callboard/bin/callboard.js');
  return { ansible, python, peer, cli, env: makePlainEnvironment(ansible, join(programs, 'ansible.cfg')) };
}

/** It needs no Ansible beside it: it runs the one on PATH, which is everybody's. */
async function installPeer(version, python) {
  const folder = join(peers, `python-of-${version}`);
  const peer = join(folder, 'bin/ansible-runner');
  if (existsSync(peer)) return peer;
  say(`installing ${PEER} from PyPI (first time)`);
  // Its executable comes last, so what is there is whole.
  if (await makeVenv(python, folder, PEER)) return peer;
  throw new SetupError('ERR_NO_PEER', `${PEER} could not be installed; the logs in .cache/logs say why.`);
}
