import type { Command } from 'commander';

interface Flags {
  readonly artifactDir?: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument('<private_data_dir>', 'directory whose runs to list')
    .option('--artifact-dir <path>', 'where runs are kept (default: <private_data_dir>/artifacts)')
    .option('-j, --json', 'a JSON line for each run')
    .addHelpText(
      'after',
      `
Runs are listed newest first, those of Python's ansible-runner too.

Examples:
  callboard runs ./private
  callboard runs ./private --json | jq -r 'select(.status == "failed") | .ident'`,
    )
    .action(listAll);
}

async function listAll(privateDataDir: string, flags: Flags): Promise<void> {
  const [{ findRunsRoot, inspectRuns }, { renderRuns, renderRunsAsJson }, { inspectScreen }, { writeOut }] =
    await Promise.all([
      import('../../retrieval/list-runs.js'),
      import('../runs/render-runs.js'),
      import('../screen/style.js'),
      import('../screen/write-out.js'),
    ]);
  const root = await findRunsRoot(privateDataDir, flags.artifactDir);
  const runs = await inspectRuns(root);
  await writeOut(flags.json ? renderRunsAsJson(runs) : renderRuns(runs, root, inspectScreen()));
}
