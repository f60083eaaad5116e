import { Command } from 'commander';
import { findNearest } from '../config/find-nearest.js';
import { helpLayout } from './help-layout.js';
import { readVersion } from './read-version.js';
import { type CommandEntry, registry } from './registry.js';
import { findWidth } from './screen/style.js';
import { UsageError } from './usage-error.js';

/** Loads and runs the command that the words name. Returns its exit code; throws CommanderError for wrong words. */
export async function parseCommandLine(words: readonly string[]): Promise<number> {
  let code = 0;
  const version = readVersion();
  const program = createProgram(version);
  for (const entry of registry) {
    const command = addCommand(program, entry);
    if (isNamed(entry, words)) (await entry.load()).define(command, (concluded) => (code = concluded));
    addGenericOptions(command, version);
  }
  if (words.length === 0) program.help({ error: true });
  if (words[0] === 'help') checkIsCommand(program, words[1]);
  await program.parseAsync(words, { from: 'user' });
  return code;
}

/** Asked for the help of a command that there is not, commander shows its own, without a word about it. */
function checkIsCommand(program: Command, name: string | undefined): void {
  if (name === undefined || name.startsWith('-') || program.commands.some((command) => command.name() === name)) return;
  const nearest = findNearest(
    name,
    registry.map((entry) => entry.name),
  );
  const hint = nearest === undefined ? '`callboard help` lists them.' : `Did you mean ${nearest}?`;
  throw new UsageError(`There is no command ${JSON.stringify(name)}. ${hint}`);
}

/** `plugins test` belongs to `plugins`, which stands before it in the registry. */
function addCommand(program: Command, entry: CommandEntry): Command {
  const [name, ...parents] = entry.name.split(' ').reverse();
  const parent = program.commands.find((command) => command.name() === parents[0]) ?? program;
  return parent
    .command(name ?? '')
    .summary(entry.summary)
    .description(sentence(entry));
}

function isNamed({ name }: CommandEntry, words: readonly string[]): boolean {
  return name.split(' ').every((part) => words.includes(part));
}

function createProgram(version: string): Command {
  const program = new Command('callboard')
    .description('Run Ansible, keep everything it says, and read it back.')
    .usage('<command> [options]')
    .helpCommand('help [command]', 'show the help of a command')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureHelp(helpLayout)
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'callboard: ')),
      getOutHelpWidth: () => findWidth(process.stdout.columns),
    })
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  callboard run ./private -p site.yml
  callboard runs ./private
  callboard show ./private
  callboard events ./private --failed

\`callboard <command> --help\` shows a command's options and examples.`,
    );
  return addGenericOptions(program, version).hook('preAction', handDownOptions);
}

/** Options in front of the command are the command's. */
function handDownOptions(program: Command, command: Command): void {
  for (const [name, value] of Object.entries(program.opts())) {
    if (command.getOptionValue(name) === undefined) command.setOptionValue(name, value);
  }
}

function addGenericOptions(command: Command, version: string): Command {
  return command
    .optionsGroup('General:')
    .helpOption('-h, --help', 'show this help')
    .version(version, '--version', 'show the version')
    .option('--debug', "say the runner's own steps, and where an error came from")
    .option('--logfile <file>', 'append those steps to a file');
}

function sentence({ summary }: CommandEntry): string {
  return `${summary[0]?.toUpperCase()}${summary.slice(1)}.`;
}
