import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { measureCommand } from './measure-command.mjs';

/** Python's own packing of an artifact directory, as its worker sends it, and the last line. */
const addArchive = `
import sys
from ansible_runner.utils.streaming import stream_dir
with open(sys.argv[2], 'ab') as stream:
    stream_dir(sys.argv[1], stream)
    stream.write(b'{"eof": true}\\n')
`;

/**
 * What Python's worker says of a run with so many events, artifacts included.
 * @param {{ path: string, events: number, artifacts: string }} what `artifacts`: a directory for those that are packed
 */
export async function makeWorkerStream({ path, events, artifacts }, { peer, env, python }) {
  await writeRecords(path, events);
  // The peer makes the files that its worker would have sent; that the stream has no end yet is nothing to it.
  await measureCommand({ command: ['sh', '-c', 'exec "$0" process "$1" <"$2"', peer, artifacts, path], env, python });
  const packing = [join(peer, '../python3'), '-c', addArchive, join(artifacts, 'artifacts'), path];
  await measureCommand({ command: packing, env, python });
}

async function writeRecords(path, events) {
  const stream = createWriteStream(path);
  const write = async (record) => {
    if (!stream.write(`${printAsPython(record)}\n`)) await once(stream, 'drain');
  };
  const runner_ident = 'bench';
  await write({ status: 'starting', runner_ident, command: ['ansible-playbook'], env: { LANG: 'C' }, cwd: '/' });
  await write({ status: 'running', runner_ident });
  for (let counter = 1; counter <= events; counter++) await write(describeEvent(counter, runner_ident));
  await write({ status: 'successful', runner_ident });
  stream.end();
  await once(stream, 'close');
}

/** An item of a loop, as long as such events are. */
function describeEvent(counter, runner_ident) {
  const uuid = `0a1b2c3d-0000-4000-8000-${counter.toString(16).padStart(12, '0')}`;
  const of = (digit) => `0a1b2c3d-${digit.repeat(4)}-4000-8000-000000000000`;
  const host = `host${counter % 100}`;
  return {
    uuid,
    counter,
    stdout: `\u001b[0;32mok: [${host}] => (item=${counter})\u001b[0m`,
    start_line: counter,
    end_line: counter + 1,
    runner_ident,
    event: 'runner_item_on_ok',
    pid: 4242,
    created: '2026-01-01T00:00:00.000000+00:00',
    parent_uuid: of('1'),
    event_data: {
      playbook: 'play.yml',
      playbook_uuid: of('2'),
      play: 'all',
      play_uuid: of('3'),
      play_pattern: 'all',
      task: 'loop',
      task_uuid: of('1'),
      task_action: 'debug',
      resolved_action: 'ansible.builtin.debug',
      task_args: '',
      task_path: '/private/project/play.yml:7',
      host,
      remote_addr: '127.0.0.1',
      res: { msg: `item ${counter}`, changed: false, _ansible_no_log: null, item: counter, ansible_loop_var: 'item' },
      event_loop: null,
      uuid,
    },
  };
}

function printAsPython(record) {
  const spread = JSON.stringify(record, undefined, 1);
  return spread
    .replace(/([{[])\n +/g, '$1')
    .replace(/\n *([}\]])/g, '$1')
    .replace(/\n +/g, ' ');
}
