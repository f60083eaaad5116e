import { readVersion } from './read-version.js';

/** Exit codes of our own; a run's is Ansible's. 2 is argparse's too. */
const codes = { none: 0, runner: 1, usage: 2 } as const;

/** The command line, from its words to the process's exit code. */
export async function main(words: readonly string[]): Promise<void> {
  surviveClosedOutput();
  process.exitCode = await runCommandLine(words);
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

/** A reader of our output that has gone away (`| head`, a closed terminal) must not crash a run. */
function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}
