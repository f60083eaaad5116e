import { basename } from 'node:path';
import { splitCommandLine } from './split-command-line.js';

export interface CommandInputs {
  /** The content of `args`, which replaces everything else. */
  readonly args: string | undefined;
  readonly binary: string | undefined;
  readonly playbook: string | undefined;
  readonly module: string | undefined;
  readonly moduleArgs: string | undefined;
  readonly hostPattern: string | undefined;
  readonly cmdline: string | undefined;
  readonly inventories: readonly string[];
  readonly limit: string | undefined;
  /** Files of extra variables; the later wins. */
  readonly extraVarsFiles: readonly string[];
  readonly verbosity: number;
  readonly tags: string | undefined;
  readonly skipTags: string | undefined;
  readonly forks: number | undefined;
}

type Shape = 'playbook' | 'module' | 'raw';

/** Ansible's command line, in the order of Ansible Runner's. */
export function buildCommand(inputs: CommandInputs): string[] {
  if (inputs.args !== undefined) return splitCommandLine(inputs.args);
  const shape = chooseShape(inputs);
  return [
    inputs.binary ?? (shape === 'module' ? 'ansible' : 'ansible-playbook'),
    ...splitCommandLine(inputs.cmdline ?? ''),
    ...inputs.inventories.flatMap((inventory) => ['-i', inventory]),
    ...flag('--limit', inputs.limit),
    ...inputs.extraVarsFiles.flatMap((path) => ['-e', `@${path}`]),
    ...(inputs.verbosity > 0 ? [`-${'v'.repeat(inputs.verbosity)}`] : []),
    ...flag('--tags', inputs.tags),
    ...flag('--skip-tags', inputs.skipTags),
    ...flag('--forks', inputs.forks ? String(inputs.forks) : undefined),
    ...describeTarget(shape, inputs),
  ];
}

/** Another program than Ansible's own two gets no playbook or module, but all the flags: so it is with Ansible Runner. */
function chooseShape({ binary, module }: CommandInputs): Shape {
  if (binary === undefined) return module === undefined ? 'playbook' : 'module';
  const name = basename(binary);
  if (name === 'ansible-playbook') return 'playbook';
  return name === 'ansible' ? 'module' : 'raw';
}

function describeTarget(shape: Shape, inputs: CommandInputs): string[] {
  if (shape === 'playbook') return inputs.playbook === undefined ? [] : [inputs.playbook];
  if (shape === 'raw' || inputs.module === undefined) return [];
  return [
    '-m',
    inputs.module,
    ...flag('-a', inputs.moduleArgs),
    ...(inputs.hostPattern === undefined ? [] : [inputs.hostPattern]),
  ];
}

function flag(name: string, value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : [name, value];
}
