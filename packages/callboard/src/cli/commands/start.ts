import type { Command } from 'commander';
import type { StartedDaemon } from '../daemon/start-daemon.js';
import { addRunOptions } from '../options/add-run-options.js';
import type { RunFlags } from '../options/read-run-options.js';
import { quoteWords } from '../screen/quote-words.js';
import type { LogFlags } from '../step-log.js';

export function define(command: Command, conclude: (code: number) => void): void {
  addRunOptions(command)
    .addHelpText(
      'after',
      `
Returns as soon as Ansible runs. Its process is noted in <private_data_dir>/pid,
what it shows goes to <private_data_dir>/daemon.log.

Examples:
  callboard start ./private -p site.yml -i nightly
  callboard events ./private -i nightly --follow
  callboard stop ./private`,
    )
    .action(async (privateDataDir: string, flags: RunFlags & LogFlags) => {
      conclude(await startInBackground(privateDataDir, flags));
    });
}

async function startInBackground(privateDataDir: string, flags: RunFlags & LogFlags): Promise<number> {
  const [{ readRunOptions }, { startDaemon }, { findPrivateDataDir }, { writeOut }] = await Promise.all([
    import('../options/read-run-options.js'),
    import('../daemon/start-daemon.js'),
    import('../../config/read-private-data-dir.js'),
    import('../screen/write-out.js'),
  ]);
  const directory = await findPrivateDataDir(privateDataDir);
  const { debug, logfile } = flags;
  const log = { ...(debug && { debug }), ...(logfile !== undefined && { logfile }) };
  const started = await startDaemon(await readRunOptions(directory, flags), log);
  if (!flags.quiet) await writeOut(describe(started, privateDataDir, flags.artifactDir));
  return 'ended' in started.answer ? started.answer.ended.rc : 0;
}

function describe(
  { pid, logPath, answer }: StartedDaemon,
  privateDataDir: string,
  artifactDir: string | undefined,
): string {
  const elsewhere = artifactDir === undefined ? [] : ['--artifact-dir', artifactDir];
  if ('ended' in answer) {
    const { ident, status, rc } = answer.ended;
    return `Run ${ident} has ended already: ${status}, rc ${rc}. See ${quoteWords(['callboard', 'show', privateDataDir, ...elsewhere])}\n`;
  }
  const { ident } = answer.running;
  return `Run ${ident} has begun, in process ${pid}.
  follow  ${quoteWords(['callboard', 'events', privateDataDir, '-i', ident, ...elsewhere, '--follow'])}
  stop    ${quoteWords(['callboard', 'stop', privateDataDir])}
  log     ${logPath}
`;
}
