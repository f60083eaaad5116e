import { Stream } from 'node:stream';
import { CallboardError } from '../errors.js';
import { findNearest } from './find-nearest.js';
import type { RunOptions } from './run-options.js';

export type Kind =
  | 'string'
  | 'boolean'
  | 'number'
  | 'count'
  | 'object'
  | 'strings'
  | 'function'
  | 'signal'
  | 'list'
  | 'pairs'
  | 'target';

/** Every option and what it may be; several kinds are alternatives. */
export type Kinds<Options> = { readonly [Name in keyof Required<Options>]: readonly Kind[] };

export const runKinds: Kinds<RunOptions> = {
  privateDataDir: ['string'],
  ident: ['string'],
  playbook: ['string', 'object', 'list'],
  module: ['string'],
  moduleArgs: ['string'],
  hostPattern: ['string'],
  role: ['string'],
  roleVars: ['object'],
  roleSkipFacts: ['boolean'],
  hosts: ['string'],
  rolesPath: ['string', 'strings'],
  inventory: ['string', 'object', 'strings'],
  envvars: ['object'],
  extravars: ['object', 'string'],
  passwords: ['object', 'pairs'],
  settings: ['object'],
  sshKey: ['string'],
  cmdline: ['string'],
  tags: ['string', 'strings'],
  skipTags: ['string', 'strings'],
  limit: ['string'],
  forks: ['count'],
  verbosity: ['count'],
  binary: ['string'],
  projectDir: ['string'],
  artifactDir: ['string'],
  rotateArtifacts: ['count'],
  timeout: ['number'],
  quiet: ['boolean'],
  jsonMode: ['boolean'],
  omitEventData: ['boolean'],
  onlyFailedEventData: ['boolean'],
  factCache: ['string'],
  factCacheType: ['string'],
  runnerMode: ['string'],
  suppressEnvFiles: ['boolean'],
  checkJobEventData: ['boolean'],
  eventHandler: ['function'],
  statusHandler: ['function'],
  artifactsHandler: ['function'],
  cancelCallback: ['function'],
  finishedCallback: ['function'],
  signal: ['signal'],
  processIsolation: ['boolean'],
  processIsolationExecutable: ['string'],
  processIsolationPath: ['string'],
  processIsolationHidePaths: ['string', 'strings'],
  processIsolationShowPaths: ['string', 'strings'],
  processIsolationRoPaths: ['string', 'strings'],
  directoryIsolationBasePath: ['string'],
  containerImage: ['string'],
  containerVolumeMounts: ['strings'],
  containerOptions: ['strings'],
  containerWorkdir: ['string'],
  containerAuthData: ['object'],
  containerPull: ['string'],
};

const accepts: { readonly [K in Kind]: (value: unknown) => boolean } = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  count: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  function: (value) => typeof value === 'function',
  signal: (value) => value instanceof AbortSignal,
  list: (value) => Array.isArray(value),
  target: (value) => value === 'inherit' || accepts.count(value) || value instanceof Stream,
  pairs: (value) => Array.isArray(value) && value.every((item) => Array.isArray(item) && typeof item[0] === 'string'),
};

const descriptions: { readonly [K in Kind]: string } = {
  string: 'a string',
  boolean: 'true or false',
  number: 'a number, zero or more',
  count: 'a whole number, zero or more',
  object: 'an object',
  strings: 'a list of strings',
  function: 'a function',
  signal: 'an AbortSignal',
  list: 'a list',
  target: "a file descriptor, 'inherit' or a stream",
  pairs: 'a list of pairs, each with its name first',
};

/** Names and types of options, and which exclude each other. Options that are `undefined` count as not given. */
export function checkOptions(options: RunOptions): void {
  checkKinds(options, runKinds, { type: 'RunOptions', least: 'privateDataDir' });
  checkCombination(options);
}

export interface Described {
  /** The type that lists the options. */
  readonly type: string;
  /** The option without which there are none. */
  readonly least: string;
}

/** Names and types only. */
export function checkKinds<Options extends object>(options: Options, kinds: Kinds<Options>, about: Described): void {
  checkIsObject(options, about.least);
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) checkOption(name, value, kinds, about);
  }
}

/** `least` is the option without which there are none. */
export function checkIsObject(options: unknown, least: string): void {
  if (accepts.object(options)) return;
  throw new CallboardError('ERR_OPTION_TYPE', `The options must be an object, at least { ${least} }.`);
}

function checkOption(
  name: string,
  value: unknown,
  kinds: Readonly<Record<string, readonly Kind[]>>,
  about: Described,
): void {
  const expected = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!expected) {
    const nearest = findNearest(name, Object.keys(kinds));
    const hint = nearest ? `Did you mean \`${nearest}\`?` : `See ${about.type} for those that exist.`;
    throw new CallboardError('ERR_OPTION_UNKNOWN', `There is no option \`${name}\`. ${hint}`);
  }
  if (expected.some((kind) => accepts[kind](value))) return;
  const wanted = expected.map((kind) => descriptions[kind]).join(' or ');
  throw new CallboardError(
    'ERR_OPTION_TYPE',
    `The option \`${name}\` must be ${wanted}, but it is ${describe(value)}.`,
  );
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' ? String(value) : `of type ${typeof value}`;
}

function checkCombination(options: RunOptions): void {
  if (!options.privateDataDir) {
    throw new CallboardError('ERR_OPTION_MISSING', 'The option `privateDataDir` is missing: where are the inputs?');
  }
  const chosen = (['playbook', 'module', 'role'] as const).filter((name) => options[name] !== undefined);
  if (chosen.length > 1) {
    const names = chosen.map((name) => `\`${name}\``).join(' and ');
    throw new CallboardError('ERR_OPTION_CONFLICT', `Only one of playbook, module and role can run, not ${names}.`);
  }
  checkChoice('runnerMode', options.runnerMode, runnerModes);
}

export const runnerModes: readonly string[] = ['pexpect', 'subprocess'];

/** An option that is one of a few words. */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  const words = choices.map((choice) => `'${choice}'`);
  const wanted = [words.slice(0, -1).join(', '), words.at(-1)].join(' or ');
  throw new CallboardError(
    'ERR_OPTION_TYPE',
    `The option \`${name}\` must be ${wanted}, not ${JSON.stringify(value)}.`,
  );
}
