import type { Command } from 'commander';
import { addRunOptions } from '../options/add-run-options.js';
import type { RunFlags } from '../options/read-run-options.js';
import type { LogFlags } from '../step-log.js';

/** As a shell's. */
const notFound = 127;

type Flags = RunFlags & LogFlags & { readonly requireDelivery?: true };

export function define(command: Command, conclude: (code: number) => void): void {
  addRunOptions(command)
    .optionsGroup('What is kept and shown:')
    .option('--require-delivery', 'exit with 75 when a sink did not get everything')
    .addHelpText(
      'after',
      `
Examples:
  callboard run ./private -p site.yml
  callboard run ./private -p site.yml --limit web -vv --cmdline "--tags db"
  callboard run ./private -m ping --hosts all
  callboard run ./private -r shop --hosts web1 --role-vars 'port=8080 tls=True'

The exit code is Ansible's; 75 when sinks are owed something and
--require-delivery asks for all; 254 when the run was stopped or took too
long, 127 when the program is missing, 1 when the runner failed, 2 for wrong
words.`,
    )
    .action(async (privateDataDir: string, flags: Flags) => {
      conclude(await runInForeground(privateDataDir, flags));
    });
}

async function runInForeground(privateDataDir: string, flags: Flags): Promise<number> {
  const [{ readRunOptions }, { runWithSignals }, { openStepLog }, { concludeRun }] = await Promise.all([
    import('../options/read-run-options.js'),
    import('../run-with-signals.js'),
    import('../step-log.js'),
    import('../conclude-run.js'),
  ]);
  const options = await readRunOptions(privateDataDir, flags);
  const result = await runWithSignals(options, openStepLog(flags));
  if (result.rc === notFound && options.binary === undefined) {
    process.stderr.write(
      'callboard: Is ansible-core installed, and its directory on PATH? `-b` names another program.\n',
    );
  }
  return await concludeRun(result, privateDataDir, flags);
}
