// Shows what Callboard is: a real play with real Ansible, live, and what was kept of it.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startReceivers } from './demo/receivers.mjs';
import { tryLock } from './setup/lock.mjs';
import { cache, root, showPath } from './setup/paths.mjs';
import { runMain } from './setup/say.mjs';
import { setUp, withAnsible } from './setup/set-up.mjs';

const callboard = join(root, 'packages/callboard/bin/callboard.js');

await runMain(async () => {
  const [ansible] = await setUp();
  const { folder, release } = claimFolder();
  try {
    copyDemo(folder);
    const where = ansible.onPath ? ansible.bin : showPath(ansible.bin);
    title(`A rolling deployment, with ansible-core ${ansible.version} from ${where}`);
    const env = withAnsible(ansible);
    const code = await runAndDeliver(['run', showPath(folder), '-p', 'demo.yml'], env);
    title('What was kept of it');
    const shown = await runCallboard(['show', showPath(folder)], env);
    title('Try');
    console.log(suggestions(showPath(folder)).join('\n'));
    return code || shown;
  } finally {
    release();
  }
});

/** The play, while other systems receive it over HTTP and ZeroMQ. */
async function runAndDeliver(args, env) {
  const receivers = await startReceivers(callboard, env);
  try {
    const code = await runCallboard(args, { ...env, ...receivers.env });
    title('What other systems received');
    console.log(receivers.report().join('\n'));
    return code;
  } finally {
    await receivers.end();
  }
}

/** `.cache/demo`, or a folder of one's own while another demo is running there. */
function claimFolder() {
  const folder = join(cache, 'demo');
  const release = tryLock(`${folder}.lock`);
  return release ? { folder, release } : { folder: `${folder}-${process.pid}`, release: () => {} };
}

function copyDemo(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(join(root, 'examples/demo'), folder, { recursive: true });
}

/** Runs the CLI on this terminal; it deals with Ctrl-C itself, and we wait for it. */
function runCallboard(args, env) {
  const ignore = () => {};
  process.on('SIGINT', ignore);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [callboard, ...args], { cwd: root, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  }).finally(() => process.off('SIGINT', ignore));
}

function suggestions(folder) {
  return [
    `  npx callboard events ${folder} --failed             # what went wrong, and was rescued`,
    `  npx callboard events ${folder} --host web2 --stdout # one host's story, as Ansible told it`,
    `  npx callboard deliveries ${folder}                  # what other systems got, and what they are owed`,
  ];
}

function title(text) {
  const styled = process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[1m${text}\x1b[0m` : text;
  console.log(`\n${styled}\n`);
}
