import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPythonOf } from '../../scripts/setup/find-python.mjs';
import { makeVenv } from '../../scripts/setup/make-venv.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { runCommand } from '../../scripts/setup/run-command.mjs';
import { SetupError, say } from '../../scripts/setup/say.mjs';
import { makePlainEnvironment, useAnsible } from '../../scripts/setup/use-ansible.mjs';
import { peers, programs } from './folders.mjs';

const PEER = 'ansible-runner==2.4.3';
const PEERS_SINK = 'ansible-runner-http==1.0.0';

/**
 * Who is compared, all with one and the same Ansible and Python.
 * @returns {Promise<Contestants>}
 * @typedef {object} Contestants
 * @property {{ version: string, bin: string }} ansible
 * @property {string} python Ansible's own
 * @property {string} peer Python's ansible-runner
 * @property {() => Promise<string>} providePeerWithSink the same beside its HTTP plugin, which every start would load
 * @property {string} cli ours
 * @property {NodeJS.ProcessEnv} env for all of them
 */
export async function prepareContestants(bin) {
  const ansible = await useAnsible(bin);
  const python = findPythonOf(ansible.bin);
  const provide = (name, ...more) => installPeer(`${name}-of-${ansible.version}`, python, more);
  const peer = await provide('python');
  const providePeerWithSink = () => provide('python-with-http', PEERS_SINK);
  const cli = join(root, 'packages/callboard/bin/callboard.js');
  return {
    ansible,
    python,
    peer,
    providePeerWithSink,
    cli,
    env: makePlainEnvironment(ansible, join(programs, 'ansible.cfg')),
  };
}

/** It needs no Ansible beside it: it runs the one on PATH, which is everybody's. */
async function installPeer(name, python, plugins) {
  const folder = join(peers, name);
  const peer = join(folder, 'bin/ansible-runner');
  if (existsSync(peer)) return peer;
  say(`installing ${[...plugins, PEER].join(' and ')} from PyPI (first time)`);
  // Its executable comes last, so what is there is whole.
  const [first, ...others] = [...plugins, PEER];
  const isInstalled = await makeVenv(python, folder, first);
  if (isInstalled && (others.length === 0 || (await addPackages(folder, others)))) return peer;
  throw new SetupError('ERR_NO_PEER', `${name} could not be installed; the logs in .cache/logs say why.`);
}

async function addPackages(folder, requirements) {
  const words = ['-m', 'pip', 'install', '--disable-pip-version-check', ...requirements];
  return (await runCommand(join(folder, 'bin/python'), words)).code === 0;
}
