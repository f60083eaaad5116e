import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * A finished run as it lies on disk, put together without the product's code.
 * @param {readonly object[]} events numbered here
 */
export function writeRun(privateDataDir, ident, events) {
  const directory = join(privateDataDir, 'artifacts', ident);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const command = { command: ['ansible-playbook', 'site.yml'], cwd: privateDataDir, env: {} };
  const status = (name, more) => ['status', { status: name, runner_ident: ident, ...more }];
  const records = [
    status('starting', command),
    status('running'),
    ...events.map((event, at) => ['event', completeEvent(ident, at + 1, event)]),
    status('successful'),
  ];
  const journal = records.map(([kind, data], at) => encodeLine(at + 1, kind, data)).join('');
  const files = {
    'journal.ndjson': journal,
    command: JSON.stringify(command),
    rc: '0',
    status: 'successful',
    stdout: '',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content, { mode: 0o600 });
  return directory;
}

function encodeLine(n, kind, data) {
  const body = `{"n":${n},"at":"2026-01-01T00:00:00.000Z","kind":"${kind}","data":${JSON.stringify(data)}`;
  return `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}\n`;
}

function completeEvent(ident, counter, { event = 'runner_on_ok', stdout = `ok: number ${counter}`, ...more }) {
  const uuid = `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`;
  const lines = { start_line: counter - 1, end_line: counter };
  const told = { pid: 1, created: '2026-01-01T00:00:00.000000+00:00' };
  return { uuid, counter, stdout, ...lines, runner_ident: ident, event, ...told, event_data: {}, ...more };
}
