import { join } from 'node:path';
import { findOnPath } from '../ansible/find-python.js';
import { nameSpoolFiles } from '../capture/spool-paths.js';
import { checkChoice, checkKinds, type Kinds, runnerModes } from '../config/check-options.js';
import { completePlan, type Ground, type Plan } from '../config/complete-plan.js';
import { CallboardError } from '../errors.js';
import { queryKinds } from './check-command-options.js';
import type { QueryOptions } from './command-options.js';
import { keepsArtifacts, layCommandGround, placeWork } from './prepare-command.js';
import type { QueryDefinition } from './query-definition.js';

export function checkQuery<Options extends QueryOptions>(definition: QueryDefinition<Options>, options: Options): void {
  const kinds = { ...queryKinds, ...definition.kinds } as Kinds<Options>;
  checkKinds(options, kinds, definition.about);
  checkChoice('runnerMode', options.runnerMode, runnerModes);
  definition.check?.(options);
}

/** What is to be asked, where, and how. `scratch` has the output, and all else that is not to be kept. */
export async function prepareQuery<Options extends QueryOptions>(
  definition: QueryDefinition<Options>,
  options: Options,
  scratch: string,
): Promise<Plan> {
  const { hostCwd, runnerMode = 'subprocess', envvars } = options;
  const shared = {
    ...pickShared(options),
    runnerMode,
    artifactDir: keepsArtifacts(options) ? options.artifactDir : join(scratch, 'artifacts'),
    // On a terminal ansible-doc would wait in a pager for a key.
    envvars: runnerMode === 'pexpect' ? { PAGER: 'cat', ...envvars } : envvars,
  };
  const found = await layCommandGround(shared, scratch, false);
  const ground: Ground = { ...found, spool: nameSpoolFiles(join(scratch, 'spool')) };
  const plan = await completePlan(ground, {
    ...placeWork([definition.program, ...definition.listWords(options)], hostCwd, ground),
    factCacheDir: undefined,
    scratch,
  });
  checkProgram(definition.program, plan);
  return plan;
}

function pickShared(options: QueryOptions): QueryOptions {
  const names = Object.keys(options).filter((name) => Object.hasOwn(queryKinds, name) && name !== 'hostCwd');
  return Object.fromEntries(names.map((name) => [name, options[name as keyof QueryOptions]]));
}

/** A container has its own. */
function checkProgram(program: string, { env, wrapper }: Plan): void {
  if (wrapper === 'container' || findOnPath(program, env['PATH'] ?? '')) return;
  throw new CallboardError(
    'ERR_COMMAND_NOT_FOUND',
    `There is no program ${program} on PATH. Install ansible-core, or put the directory of its programs on PATH.`,
  );
}
