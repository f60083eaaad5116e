// The least that files of events cost: as many of the same size, made and named likewise, and nothing else.
//   node write-files.mjs '{"folder": "…", "count": 1000, "bytes": 900}'
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { folder, count, bytes } = JSON.parse(process.argv[2]);
const content = 'x'.repeat(bytes);
mkdirSync(folder, { recursive: true, mode: 0o700 });
const began = performance.now();
const before = process.cpuUsage();
for (let counter = 1; counter <= count; counter += 1) {
  const path = join(folder, `${counter}-${randomUUID()}.json`);
  writeFileSync(`${path}.tmp`, content, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}
const wall = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ wall, cpu: (user + system) / 1e6 }));
