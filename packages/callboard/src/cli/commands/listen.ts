import type { Command } from 'commander';
import type { ListenFlags } from '../listen/listen.js';

export function define(command: Command): void {
  addPlaces(command);
  addOutputs(command);
  addMischief(command);
  command
    .addHelpText(
      'after',
      `
What is refused is not counted as received. Ends at Ctrl-C, or after --max.

Examples:
  callboard listen --http 8080
  callboard listen --unix /run/user/1000/callboard.sock --save received.ndjson
  callboard listen --http 8080 --status 503,503,204 --delay 500
  callboard listen --zeromq tcp://127.0.0.1:5555 --zeromq-pattern router`,
    )
    .action(async (flags: ListenFlags) => {
      const { listen } = await import('../listen/listen.js');
      await listen(flags);
    });
}

function addPlaces(command: Command): void {
  command
    .optionsGroup('Where (loopback, unless a host is given):')
    .option('--http <[host:]port>', 'an HTTP port; 0 takes a free one (the default)')
    .option('--unix <path>', 'HTTP on a unix socket')
    .option('--zeromq <address>', 'ZeroMQ: tcp://127.0.0.1:5555 or ipc:///path')
    .option('--zeromq-pattern <name>', 'pull, sub, or router, which acknowledges (default: pull)')
    .option('--zeromq-connect', 'connect to a sender that binds')
    .option('--port-file <file>', 'write the port there once it listens');
}

function addOutputs(command: Command): void {
  command
    .optionsGroup('What is done with records:')
    .option('--save <file>', 'write a JSON line for each')
    .option('-j, --json', 'show those lines instead of a table')
    .option('-q, --quiet', 'show nothing')
    .option('--max <number>', 'end after so many')
    .option('--secret <key>', 'take only what is signed: whsec_… or whpk_…; may be given again', collect);
}

function addMischief(command: Command): void {
  command
    .optionsGroup('Misbehave on purpose (counts are of requests):')
    .option('--delay <ms>', 'wait before each answer')
    .option('--status <codes>', 'answer with these, one after the other and around again')
    .option('--fail-every <number>', 'answer every so many with 503')
    .option('--drop-every <number>', 'close the connection instead of an answer')
    .option('--hang-every <number>', 'never answer')
    .option('--retry-after <seconds>', 'ask for that pause with each refusal')
    .option('--reject-counter <number>', 'answer 422 wherever the event with this counter is');
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
