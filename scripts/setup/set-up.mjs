import { delimiter, join } from 'node:path';
import { build } from './build.mjs';
import { findAnsible, findAnsibleSpread } from './find-ansible.mjs';
import { installPackages } from './install-packages.mjs';
import { withLock } from './lock.mjs';
import { cache } from './paths.mjs';
import { say } from './say.mjs';

/**
 * Everything that a fresh checkout needs: npm packages, the build, Ansible. Nothing is done that was done before.
 * @param options.ansible `one`, `several` versions, or `none`.
 * @returns {Promise<{ version: string, bin: string, onPath: boolean }[]>} oldest first; at least one, unless `none`.
 */
export function setUp({ ansible = 'one' } = {}) {
  return withLock(join(cache, 'set-up.lock'), async () => {
    await installPackages();
    await build();
    if (ansible === 'none') return [];
    const spread = ansible === 'several' ? await findAnsibleSpread() : [];
    if (ansible === 'several' && spread.length < 3) say(`only ${spread.length} of 3 Ansible versions can be had here`);
    return spread.length > 0 ? spread : [await findAnsible()];
  });
}

/** The environment for a child that is to use this Ansible. */
export function withAnsible({ bin, onPath }, env = process.env) {
  return onPath ? env : { ...env, PATH: `${bin}${delimiter}${env.PATH}` };
}
