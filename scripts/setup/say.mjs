/** A failure whose message is all that the reader needs: what was wrong, and what to do next. */
export class SetupError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'SetupError';
    this.code = code;
  }
}

/** One line of progress. On stderr, so that what a command prints can be piped. */
export function say(text) {
  process.stderr.write(`· ${text}\n`);
}

/** Runs a script's main function: a SetupError is told without a stack, everything else with one. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const text = error instanceof SetupError ? `${error.message} [${error.code}]` : error.stack;
    process.stderr.write(`\n✗ ${text}\n`);
    process.exitCode = 1;
  }
}
