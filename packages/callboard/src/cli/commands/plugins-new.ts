import { resolve } from 'node:path';
import type { Command } from 'commander';

interface Flags {
  readonly dir?: string;
  readonly handlers?: true;
}

export function define(command: Command): void {
  command
    .argument('<name>', 'short name of the plugin: small letters, digits and underscores')
    .option('--dir <directory>', 'where to write it (default: callboard-plugin-<name>)')
    .option('--handlers', 'handlers that are called with each event, instead of a sink')
    .addHelpText(
      'after',
      `
Writes a package in TypeScript: plugin, test, README. Its tests pass as it is.

Examples:
  callboard plugins new chat
  cd callboard-plugin-chat && npm install && npm test`,
    )
    .action(writeNew);
}

async function writeNew(name: string, flags: Flags): Promise<void> {
  const [{ writePlugin }, { writeOut }, { UsageError }] = await Promise.all([
    import('../template/write-plugin.js'),
    import('../screen/write-out.js'),
    import('../usage-error.js'),
  ]);
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new UsageError(`${JSON.stringify(name)} is no name for a plugin: small letters, digits and underscores.`);
  }
  const directory = flags.dir ?? `callboard-plugin-${name}`;
  const { packageName } = await writePlugin(resolve(directory), name, flags.handlers ?? false);
  await writeOut(`${packageName} is in ${directory}. Next:
  cd ${directory}
  npm install && npm test
  npx callboard plugins test .
`);
}
