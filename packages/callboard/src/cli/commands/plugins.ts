import type { Command } from 'commander';

interface Flags {
  readonly json?: true;
}

export function define(command: Command, conclude: (code: number) => void): void {
  command
    .argument('[private_data_dir]', 'directory whose env/settings count', '.')
    .option('-j, --json', 'a JSON line for each plugin, with its settings')
    .addHelpText(
      'after',
      `
Plugins are packages that the project you are in depends on, or that are
installed beside callboard. The exit code is 1 when one of them is broken: no
run would start.

Examples:
  callboard plugins ./private
  callboard plugins --json | jq '.settings[].name'
  callboard plugins test http ./private
  callboard plugins new chat`,
    )
    .action(async (privateDataDir: string, flags: Flags) => conclude(await listPlugins(privateDataDir, flags)));
}

async function listPlugins(privateDataDir: string, flags: Flags): Promise<number> {
  const [{ findPrivateDataDir }, { readPluginSettings }, { reportPlugins }, { describePlugin }, { writeOut }] =
    await Promise.all([
      import('../../config/read-private-data-dir.js'),
      import('../../delivery/read-plugin-settings.js'),
      import('../../delivery/choose-plugins.js'),
      import('../plugins/describe-plugins.js'),
      import('../screen/write-out.js'),
    ]);
  const settings = await readPluginSettings(await findPrivateDataDir(privateDataDir));
  const plugins = (await reportPlugins({ env: process.env, settings })).map(describePlugin);
  if (flags.json) await writeOut(plugins.map((plugin) => `${JSON.stringify(plugin)}\n`).join(''));
  else {
    const [{ renderPlugins }, { inspectScreen }] = await Promise.all([
      import('../plugins/render-plugins.js'),
      import('../screen/style.js'),
    ]);
    await writeOut(renderPlugins(plugins, inspectScreen()));
  }
  return plugins.some(({ state }) => state === 'broken') ? 1 : 0;
}
