// npm run lab: real faults, done to the built product, for each promise about what survives them.
import { runMain } from '../scripts/setup/say.mjs';
import { useAnsible } from '../scripts/setup/use-ansible.mjs';
import { help, readArguments } from './lib/read-arguments.mjs';

await runMain(async () => {
  const chosen = readArguments(process.argv.slice(2));
  if (chosen.help) return process.stdout.write(help) && 0;
  const ansible = await useAnsible(chosen.ansible);
  // Rows use what was built just now.
  const { runLab } = await import('./lib/run-lab.mjs');
  return await runLab(chosen, ansible);
});
