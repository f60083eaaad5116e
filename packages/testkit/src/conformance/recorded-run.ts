import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A line of a journal. */
function encodeLine(n: number, kind: 'status' | 'event', data: unknown): string {
  const at = new Date(Date.UTC(2026, 0, 1) + n).toISOString();
  const body = `{"n":${n},"at":"${at}","kind":"${kind}","data":${JSON.stringify(data)}`;
  return `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}\n`;
}

/** Puts a finished run of that many records into a private data directory, as the runner would have recorded it. */
export function writeRecordedRun(privateDataDir: string, ident: string, count: number): void {
  const artifactDir = join(privateDataDir, 'artifacts', ident);
  mkdirSync(artifactDir, { recursive: true, mode: 0o700 });
  const command = { command: ['ansible-playbook', 'site.yml'], cwd: privateDataDir, env: {} };
  const status = (name: string, more = {}): unknown => ({ status: name, runner_ident: ident, ...more });
  const records: [kind: 'status' | 'event', data: unknown][] = [
    ['status', status('starting', command)],
    ['status', status('running')],
    ...Array.from({ length: count - 3 }, (_, at): ['event', unknown] => ['event', describeEvent(ident, at + 1)]),
    ['status', status('successful')],
  ];
  const journal = records.map(([kind, data], at) => encodeLine(at + 1, kind, data)).join('');
  const files = { 'journal.ndjson': journal, command: JSON.stringify(command), rc: '0', status: 'successful' };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(artifactDir, name), content, { mode: 0o600 });
}

function describeEvent(ident: string, counter: number): unknown {
  const host = `web${counter % 7}`;
  return {
    uuid: `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`,
    counter,
    stdout: `ok: [${host}] => {"msg": "ünïcode ${'x'.repeat(counter % 50)}"}`,
    start_line: counter - 1,
    end_line: counter,
    runner_ident: ident,
    event: 'runner_on_ok',
    pid: 1,
    created: '2026-01-01T00:00:00.000000+00:00',
    event_data: { playbook: 'site.yml', task: 'Say it', host, res: { changed: false, msg: `number ${counter}` } },
  };
}
