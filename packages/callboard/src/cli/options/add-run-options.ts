import { type Command, Option } from 'commander';

/** The flags of `run` and `start`: Ansible Runner's, by the same names. */
export function addRunOptions(command: Command): Command {
  command.argument('<private_data_dir>', 'directory of inputs and artifacts: env, inventory, project, artifacts');
  addTargets(command);
  addAnsibleOptions(command);
  addRunnerOptions(command);
  addIsolationOptions(command);
  return command;
}

/** Excluding each other is checked among what was typed: the environment's defaults give way. */
function addTargets(command: Command): void {
  command
    .optionsGroup('What to run (one of -p, -m, -r):')
    .addOption(
      new Option('-p, --playbook <file>', 'a playbook of the project (or RUNNER_PLAYBOOK)').conflicts([
        'module',
        'role',
      ]),
    )
    .addOption(new Option('-m, --module <name>', 'one module, without a playbook (or RUNNER_MODULE)').conflicts('role'))
    .option('-r, --role <name>', 'one role, without a playbook (or RUNNER_ROLE)')
    .option('-a, --args <arguments>', 'arguments of the module')
    .option('--hosts <pattern>', 'hosts for -m or -r')
    .option('--roles-path <path>', 'where to look for roles (or ANSIBLE_ROLES_PATH)')
    .option('--role-vars <vars>', "variables of the role: 'name=value name2=value2'")
    .option('--role-skip-facts', 'gather no facts before the role');
}

function addAnsibleOptions(command: Command): void {
  command
    .optionsGroup('For Ansible:')
    .option(
      '--inventory <path>',
      'inventory file or directory, here or in <private_data_dir>/inventory; or hosts: web1,web2',
    )
    .option('--limit <pattern>', 'only these hosts of the inventory')
    .option('--forks <number>', 'hosts worked on at once')
    .option('--cmdline <options>', 'more options for the command line; replaces env/cmdline')
    .option('-v', 'tell more; -vvv tells even more', (_value, count: number) => count + 1, 0)
    .option('-b, --binary <path>', 'the program to run (or RUNNER_BINARY)')
    .option('--project-dir <path>', 'where the playbooks are (default: <private_data_dir>/project)');
}

function addRunnerOptions(command: Command): void {
  command
    .optionsGroup('What is kept and shown:')
    .option('-i, --ident <ident>', "the run's name (default: a random UUID)")
    .option('--artifact-dir <path>', 'where runs are kept (default: <private_data_dir>/artifacts)')
    .option('--rotate-artifacts <number>', 'keep only so many runs (default: all)')
    .option('-j, --json', "show events as JSON lines instead of Ansible's output")
    .option('-q, --quiet', "don't show Ansible's output")
    .option('--omit-event-data', 'keep events without their data')
    .option('--only-failed-event-data', 'keep the data of failed tasks only')
    .option('--omit-env-files', 'for compatibility: nothing is ever written into env');
}

function addIsolationOptions(command: Command): void {
  command
    .optionsGroup('Isolation and containers:')
    .option('--process-isolation', 'run Ansible in a sandbox or a container')
    .option('--process-isolation-executable <program>', 'bwrap, podman (default) or docker')
    .option('--process-isolation-path <path>', 'where a sandbox keeps its files (default: /tmp)')
    .option('--process-isolation-hide-paths [paths...]', 'paths that are empty in the sandbox')
    .option('--process-isolation-show-paths [paths...]', 'more paths that a sandbox sees')
    .option('--process-isolation-ro-paths [paths...]', 'paths that a sandbox may only read')
    .option('--directory-isolation-base-path <path>', 'copy the project to a directory in here first')
    .option('--container-image <image>', 'image to run Ansible in')
    .option('--container-volume-mount <mount>', "'host_dir:/container_dir'; may be given again", collect)
    .option('--container-option <option>', 'for the container engine; may be given again', collect);
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
