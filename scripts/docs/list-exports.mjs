import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What a package gives to those who import it.
 * @typedef {object} Exported
 * @property {string} name
 * @property {'function' | 'class' | 'value' | 'type'} kind
 * @property {string} about its comment, on one line; empty where it has none
 */

/**
 * Read from the declarations that the compiler wrote, so that nothing is listed that is not there.
 * @param {string} path of a `.d.ts` file
 * @returns {Exported[]} what it and the files that it hands on export; packages that it hands on are not looked into
 */
export function listExports(path) {
  const text = readFileSync(path, 'utf8');
  const own = [...text.matchAll(declaration)].map(([, comment, word, name]) => describe(comment, word, name));
  return [...own, ...listHandedOn(path, text)];
}

const declaration = /^(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?export (?:declare )?(?:abstract )?(\w+) (\w+)/gm;
const kinds = { function: 'function', class: 'class', const: 'value', interface: 'type', type: 'type' };

function describe(comment = '', word, name) {
  return { name, kind: kinds[word], about: tidy(comment) };
}

/** One paragraph; what it throws stays, since it is the words that somebody looks for. */
function tidy(comment) {
  return comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/@(param|returns|defaultValue|typeParam)\b[^]*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function listHandedOn(path, text) {
  return [...text.matchAll(/^export (?:type )?(\*|\{[^}]*\}) from '(\.[^']*)'/gm)].flatMap(([, names, from]) => {
    const target = join(dirname(path), from.replace(/\.js$/, '.d.ts'));
    const all = listExports(target);
    return names === '*' ? all : readNames(names).map((name) => find(all, name, target));
  });
}

function readNames(list) {
  return list
    .slice(1, -1)
    .split(',')
    .map((item) => item.trim().replace(/^type /, ''))
    .filter(Boolean);
}

function find(all, name, target) {
  const found = all.find((exported) => exported.name === name);
  if (!found) throw new Error(`${target} does not declare ${name}.`);
  return found;
}
