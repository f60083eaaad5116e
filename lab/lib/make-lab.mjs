import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRandom, installFakeAnsible } from '@callboard/testkit';
import { programs } from './folders.mjs';
import { loadRows } from './load-rows.mjs';
import { describeProduct } from './product.mjs';
import { tryMutation } from './run-mutations.mjs';
import { startChild } from './start-child.mjs';

/** What a row has seen that must not be. Its evidence is kept beside the files of the row. */
class LabFailure extends Error {
  constructor(message, evidence) {
    super(message);
    this.name = 'LabFailure';
    this.evidence = evidence;
  }
}

/** The row could not do its work: that says nothing about the promise, so it proves no mutation either. */
class UnfitLab extends LabFailure {
  isUnfit = true;
}

/**
 * What a row works with.
 * @typedef {object} Lab
 * @property {'short' | 'long'} scale
 * @property {(short: T, long: T) => T} pick by scale @template T
 * @property {number} seed
 * @property {import('@callboard/testkit').Random} random
 * @property {string} directory the row's own; it is removed when the promise held
 * @property {import('./product.mjs').Product} product
 * @property {NodeJS.ProcessEnv} env Ansible is on its PATH, nobody's settings are in it
 * @property {(name: string) => string} folder a new folder in the row's directory
 * @property {(text: string) => void} log
 * @property {(message: string, evidence?: unknown) => never} fail
 * @property {(message: string, evidence?: unknown) => never} giveUp the row itself does not work; a mutation is not
 *   caught by that
 * @property {string} fakeAnsible an executable whose playbook is a scenario of the testkit's
 * @property {(program: string, words: string[], options?: object) => import('./start-child.mjs').Child} start
 *   a process; it is killed with the row if it has not ended
 * @property {(words: string[], options?: object) => import('./start-child.mjs').Child} callboard the command
 * @property {(options: object, more?: object) => import('./start-child.mjs').Child} startRun a run of the library's in
 *   a process of its own: its last line is the result as JSON
 * @property {(name: string, plugins: string[], settings?: object) => string} makeProject a user's project with plugins
 *   (`http`, …) installed, and a private data directory in it, `private`
 * @property {(mutation: import('./load-rows.mjs').Mutation) => ReturnType<typeof tryMutation>} tryMutation
 *
 * @returns {Lab}
 */
export function makeLab({ number, scale, seed, directory, productDirectory, env, log }) {
  const product = describeProduct(productDirectory);
  const start = (program, words, options = {}) => startChild(program, words, { env, cwd: directory, ...options });
  let fake;
  const lab = {
    scale,
    seed,
    directory,
    product,
    env,
    log,
    start,
    pick: (short, long) => (scale === 'short' ? short : long),
    random: createRandom(seed * 100 + number),
    folder: (name) => makeFolder(join(directory, name)),
    fail: (message, evidence) => {
      throw new LabFailure(message, evidence);
    },
    giveUp: (message, evidence) => {
      throw new UnfitLab(message, evidence);
    },
    get fakeAnsible() {
      return (fake ??= installFakeAnsible(join(directory, 'fake')));
    },
    callboard: (words, { nodeOptions = [], ...options } = {}) =>
      start(process.execPath, [...nodeOptions, product.callboard, ...words], options),
    startRun: (options, { nodeOptions = [], ...more } = {}) =>
      start(
        process.execPath,
        [...nodeOptions, join(programs, 'run-play.mjs'), product.library, JSON.stringify(options)],
        more,
      ),
    makeProject: (name, plugins, settings = {}) =>
      makeProject(product, makeFolder(join(directory, name)), plugins, settings),
    tryMutation: async (mutation) =>
      await tryMutation(mutation, await loadRows(), { seed, env, log, directory: join(directory, 'mutation') }),
  };
  return lab;
}

function makeFolder(path) {
  mkdirSync(path, { recursive: true });
  return path;
}

function makeProject(product, directory, plugins, settings) {
  const names = plugins.map((plugin) => `@callboard/plugin-${plugin}`);
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies }));
  for (const [index, name] of names.entries()) {
    const link = join(directory, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(product.plugin(plugins[index]), link);
  }
  for (const folder of ['private/env', 'private/project']) mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, 'private/env/settings'), JSON.stringify(settings));
  return directory;
}
