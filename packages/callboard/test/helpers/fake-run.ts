import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installFakeAnsible, type Scenario } from '@callboard/testkit';
import type { RunOptions } from '#callboard/index.js';
import { makeTemporaryDir } from './temporary-dir.js';

const tools = makeTemporaryDir();
let fake: string | undefined;

/** A private data directory of its own, and options that let the fake Ansible play a scenario in it. */
export interface FakeRun {
  readonly options: RunOptions & { readonly ident: string };
  readonly artifactDir: string;
  /** A copy of all that the fake said. */
  readonly oracle: string;
}

export function prepareFakeRun(scenario: Scenario, more: Omit<RunOptions, 'privateDataDir' | 'ident'> = {}): FakeRun {
  fake ??= installFakeAnsible(tools);
  const privateDataDir = makeTemporaryDir();
  const oracle = join(privateDataDir, 'oracle');
  mkdirSync(join(privateDataDir, 'project'));
  writeFileSync(join(privateDataDir, 'project/play.json'), JSON.stringify({ oracle, ...scenario }));
  const options = { privateDataDir, binary: fake, playbook: 'play.json', ident: 'run', ...more };
  return { options, artifactDir: join(privateDataDir, 'artifacts', options.ident), oracle };
}
