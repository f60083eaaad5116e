import { readVersion } from './read-version.js';

/** Exit codes of our own; a run's is Ansible's. 2 is argparse's too. */
const codes = { none: 0, runner: 1, usage: 2 } as const;

/** The command line, from its words to the process's exit code. */
export async function main(words: readonly string[]): Promise<void> {
  surviveLostOutput();
  const code = await runCommandLine(words);
  // Output that was lost may have set it already.
  if (code !== codes.none) process.exitCode = code;
}

async function runCommandLine(words: readonly string[]): Promise<number> {
  if (words[0] === '--version') {
    process.stdout.write(`${readVersion()}\n`);
    return codes.none;
  }
  try {
    const { parseCommandLine } = await import('./parse-command-line.js');
    return await parseCommandLine(words);
  } catch (thrown) {
    const { reportError } = await import('./report-error.js');
    return codes[reportError(thrown, words.includes('--debug'))];
  }
}

/**
 * A reader of our output that has gone away (`| head`, a closed terminal) must not crash a run, nor must a full disk
 * behind it. Of the latter we tell.
 */
function surviveLostOutput(): void {
  process.stderr.on('error', () => undefined);
  let isTold = false;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || code === 'EIO' || isTold) return;
    isTold = true;
    process.exitCode ||= codes.runner;
    process.stderr.write(`callboard: the output cannot be written (${message}); what was to be shown is incomplete\n`);
  });
}
