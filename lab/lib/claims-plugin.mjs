import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = `
// Tells the lab what it was handed, and how it answered.
const claim = (what) => globalThis.labClaim?.(what);
export default {
  name: 'claims',
  batch: { records: 5 },
  async deliver(batch) {
    claim({ handed: batch.map(({ n, json }) => [n, json]) });
    await new Promise((resolve) => setImmediate(resolve));
    const poison = batch.filter(({ n }) => n % 40 === 0);
    const isPoisoned = poison.length > 0;
    claim(isPoisoned ? { rejected: poison.map(({ n }) => n) } : { accepted: batch.map(({ n }) => n) });
    return isPoisoned
      ? { outcome: 'rejected', ids: poison.map(({ id }) => id), reason: 'poison' }
      : { outcome: 'delivered' };
  },
};
`;

/** Puts a sink into a project that tells the recorder what it gets; it rejects every 40th record. */
export function installClaimsPlugin(project) {
  const name = 'callboard-plugin-claims';
  const directory = join(project, 'node_modules', name);
  mkdirSync(directory, { recursive: true });
  const about = { name, version: '1.0.0', type: 'module', callboard: { plugin: './plugin.js' } };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(about));
  writeFileSync(join(directory, 'plugin.js'), source);
  const path = join(project, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.dependencies[name] = '*';
  writeFileSync(path, JSON.stringify(manifest));
}
