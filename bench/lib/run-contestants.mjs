import { join } from 'node:path';
import { programs } from './folders.mjs';
import { measureCommand } from './measure-command.mjs';
import { runBeside } from './run-rounds.mjs';

/**
 * A play run by each of them beside bare Ansible, nothing shown on a screen. Bare is Ansible that writes to a file:
 * without a terminal and its colours it is at its cheapest. `terminal` is the same in a terminal, which is what the
 * others give it.
 * @param {Iterable<'terminal' | 'peer' | 'library' | 'cli'>} who
 */
export function runContestants(play, who, { contestants, rounds }) {
  const { peer, cli } = contestants;
  const flags = ['run', play.folder, '-p', play.playbook, '--quiet'];
  const job = JSON.stringify({ options: { privateDataDir: play.folder, playbook: play.playbook } });
  const commands = {
    bare: { command: ['ansible-playbook', ...play.bare.args], cwd: play.bare.cwd },
    terminal: { command: inTerminal(['ansible-playbook', ...play.bare.args]), cwd: play.bare.cwd },
    peer: { command: [peer, ...flags] },
    library: { command: [process.execPath, join(programs, 'run-play.mjs'), job] },
    cli: { command: [process.execPath, cli, ...flags] },
  };
  const { env, python } = contestants;
  const run = (name) => () => measureCommand({ ...commands[name], env, python });
  return runBeside(run('bare'), Object.fromEntries([...who].map((name) => [name, run(name)])), rounds);
}

function inTerminal(command) {
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return ['script', '--quiet', '--return', '--command', quoted, '/dev/null'];
}
