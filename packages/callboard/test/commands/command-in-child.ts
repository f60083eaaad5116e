// A command of a process of its own, for tests that kill it: `node command-in-child.js '<options as JSON>'`.
import { getInventory, type InventoryOptions, type RunCommandOptions, runCommand } from '#callboard/index.js';

const options = JSON.parse(process.argv[2] ?? '{}') as RunCommandOptions | InventoryOptions;
const result = 'action' in options ? await getInventory(options) : await runCommand(options);
process.stdout.write(JSON.stringify(result));
