import { join } from 'node:path';
import { programs } from './folders.mjs';
import { measureCommand } from './measure-command.mjs';
import { runRounds } from './run-rounds.mjs';

/**
 * A play run by each of them, nothing shown on a screen. `bare` is Ansible that writes to a file: without a terminal and
 * its colours it is at its cheapest. `terminal` is the same in a terminal, which is what the others give it.
 * @param {Iterable<'bare' | 'terminal' | 'peer' | 'library' | 'cli'>} who
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
  const runs = [...who].map((name) => [name, () => measureCommand({ ...commands[name], env, python })]);
  return runRounds(Object.fromEntries(runs), rounds);
}

function inTerminal(command) {
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return ['script', '--quiet', '--return', '--command', quoted, '/dev/null'];
}
