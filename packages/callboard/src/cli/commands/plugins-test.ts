import type { Command } from 'commander';

export function define(command: Command, conclude: (code: number) => void): void {
  command
    .argument('<name>', 'name of a plugin or its package, or the path of a package (./my-plugin)')
    .argument('[private_data_dir]', 'directory whose env/settings count', '.')
    .addHelpText(
      'after',
      `
Opens the plugin, hands it a sample status and a sample event, and shows what
went out and what came back, secrets masked. No Ansible runs, nothing is
recorded. The exit code is 0 when both were delivered, else 1.

Examples:
  callboard plugins test http ./private
  callboard plugins test .
  RUNNER_HTTP_URL=http://127.0.0.1:8080/ callboard plugins test http`,
    )
    .action(async (name: string, privateDataDir: string) => {
      const { tryPlugin } = await import('../plugins/try-plugin.js');
      conclude(await tryPlugin(name, privateDataDir));
    });
}
