import type { Command } from 'commander';
import type { WorkerFlags } from '../remote/serve-job.js';

type Flags = WorkerFlags & { readonly workerInfo?: true };

export function define(command: Command, conclude: (code: number) => void): void {
  command
    .option('--private-data-dir <path>', 'where to unpack the job (default: a temporary directory)')
    .option('--delete', 'empty that directory before the job, and remove it after')
    .option('--keepalive-seconds <number>', 'send something at least that often (default: never)')
    .option('--worker-info', "show this node's processors, memory and version, and do nothing")
    .addHelpText(
      'after',
      `
Reads one job from stdin, runs it, and writes to stdout what it says and leaves
behind. Nothing else goes to stdout. The play is canceled when this process is
told to end, or when nobody reads its stdout any more.

Examples:
  callboard transmit ./private -p site.yml | ssh node1 callboard worker >said
  callboard worker --worker-info`,
    )
    .action(async (flags: Flags) => conclude(await serve(flags)));
}

async function serve({ workerInfo, ...flags }: Flags): Promise<number> {
  if (!workerInfo) return await (await import('../remote/serve-job.js')).serveJob(flags);
  const [{ describeWorker }, { writeOut }] = await Promise.all([
    import('../remote/describe-worker.js'),
    import('../screen/write-out.js'),
  ]);
  await writeOut(describeWorker());
  return 0;
}
