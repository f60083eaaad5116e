import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { root } from '../setup/paths.mjs';

// Node leaves one core free; most of our tests wait for another program, though.
const concurrency = `--test-concurrency=${availableParallelism()}`;
/** A file that is not done by then hangs. It is ended and fails, and the others still have their turn. */
const patience = `--test-timeout=${15 * 60_000}`;
const reporter = (name) => new URL(`./${name}-reporter.mjs`, import.meta.url).href;

/**
 * Runs test files with the test runner of the given Node, on this terminal.
 * @param options.closing where the runner's closing lines go besides the terminal.
 * @param options.failures where the failures go besides the terminal.
 * @returns {Promise<number>} the exit code.
 */
export function runTests(node, files, { env, nodeOptions, closing, failures }) {
  const shown = process.stdout.isTTY ? 'spec' : reporter('concise');
  const reporters = [
    ['--test-reporter', shown, '--test-reporter-destination', 'stdout'],
    ['--test-reporter', reporter('closing'), '--test-reporter-destination', closing],
    ['--test-reporter', reporter('failures'), '--test-reporter-destination', failures],
  ].flat();
  const own = nodeOptions.some((option) => option.startsWith('--test-reporter'));
  const args = [
    '--enable-source-maps',
    '--test',
    concurrency,
    patience,
    ...(own ? [] : reporters),
    ...nodeOptions,
    ...files,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
