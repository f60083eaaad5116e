// Run by write-journal.test with a limit on the size of files: fails, gets room again, and tells what it promised.
import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { systemCode } from '#callboard/errors.js';
import { JournalWriter } from '#callboard/journal/write-journal.js';

const writer = await JournalWriter.create(process.argv[2] ?? '');
let appended = 0;
while (!writer.failed && appended < 10_000) {
  appended = writer.append('event', JSON.stringify({ uuid: 'u', counter: appended + 1, padding: 'x'.repeat(1000) }));
  await writer.nextChange();
}
const atFailure = writer.durable;
spawnSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited']);
for (let more = 0; more < 10; more += 1) writer.append('event', '{"behind":true}');
const code = await writer.flush().then(() => 'none', systemCode);
// At the very end, when nothing is left that could still be done.
process.once('exit', () => writeSync(1, JSON.stringify({ atFailure, later: writer.durable, appended, code })));
