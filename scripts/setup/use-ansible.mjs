import { join } from 'node:path';
import { askAnsibleVersion } from './ansible-on-path.mjs';
import { build } from './build.mjs';
import { installPackages } from './install-packages.mjs';
import { withLock } from './lock.mjs';
import { cache } from './paths.mjs';
import { SetupError } from './say.mjs';
import { setUp, withAnsible } from './set-up.mjs';

/**
 * Sets up as `setUp` does, with the Ansible of a folder where one is named.
 * @param {string | undefined} bin holds `ansible-playbook`
 * @returns {Promise<{ version: string, bin: string, onPath: boolean }>}
 */
export async function useAnsible(bin) {
  if (bin === undefined) return (await setUp())[0];
  await withLock(join(cache, 'set-up.lock'), async () => {
    await installPackages();
    await build();
  });
  const version = await askAnsibleVersion(join(bin, 'ansible-playbook'));
  if (version) return { version, bin, onPath: false };
  throw new SetupError('ERR_NO_ANSIBLE', `No ansible-playbook that runs is in ${bin}.`);
}

/**
 * An environment in which this Ansible is found, and in which nobody's own configuration plays a part: neither
 * Ansible's and the runners', nor that of Node and Python (for NODE_EXTRA_CA_CERTS, Node 20 reads the certificates of
 * the whole world at each start, which takes as long as the rest of it).
 */
export function makePlainEnvironment(ansible, ansibleConfig) {
  const own = Object.entries(process.env).filter(([name]) => !/^((ANSIBLE|RUNNER|CALLBOARD|NODE)_|PYTHON)/.test(name));
  const env = { ...Object.fromEntries(own), ANSIBLE_CONFIG: ansibleConfig, LC_ALL: 'C.UTF-8' };
  return withAnsible({ ...ansible, onPath: false }, env);
}
