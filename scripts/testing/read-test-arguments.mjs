import { delimiter } from 'node:path';
import { SetupError } from '../setup/say.mjs';

const NODES_OF_CI = ['22', '24'];

/**
 * What to test, from the command line and the environment. Bare words and `--only` values are parts of paths; other
 * options are handed on to `node --test` and so need the form `--name=value`.
 * `CI=true` means several versions of Ansible, and Node's newer lines, unless told otherwise. Folders given in
 * CALLBOARD_TEST_ANSIBLE are used as they are.
 */
export function readTestArguments(args, { CI, CALLBOARD_TEST_ANSIBLE } = {}) {
  const isCI = CI === 'true';
  const told = { filters: [], nodeOptions: [], ansible: isCI ? 'several' : 'one', nodes: isCI ? NODES_OF_CI : [] };
  const rest = [...args];
  while (rest.length > 0) {
    const [name, inline] = splitOption(rest.shift());
    const value = () => inline ?? rest.shift() ?? missing(name);
    if (name === '--only') told.filters.push(value());
    else if (name === '--nodes') told.nodes = value().split(',').filter(Boolean);
    else if (name === '--all-versions') told.ansible = 'several';
    else if (name.startsWith('-')) told.nodeOptions.push(inline === undefined ? name : `${name}=${inline}`);
    else told.filters.push(name);
  }
  const bins = (CALLBOARD_TEST_ANSIBLE ?? '').split(delimiter).filter(Boolean);
  if (bins.length > 0) told.given = bins.map((bin) => ({ bin, version: bin, onPath: false }));
  return told;
}

function splitOption(word) {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function missing(name) {
  throw new SetupError('ERR_OPTION', `${name} needs a value: npm test -- ${name} <value>`);
}
