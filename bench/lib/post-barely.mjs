import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

/** The least that can be done with undici: a loop that makes the requests which the sink makes, and nothing else. */
export async function postBarely({ url, records, size }) {
  const { Pool } = createRequire(join(root, 'plugins/http/package.json'))('undici');
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin);
  const headers = { 'content-type': size === 1 ? 'application/json' : 'application/x-ndjson', accept: '*/*' };
  for (let at = 0; at < records.length; at += size) {
    const body = size === 1 ? records[at].data : joinLines(records.slice(at, at + size));
    const answer = await pool.request({ path, method: 'POST', headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
  }
  await pool.close();
}

function joinLines(records) {
  return records.map(({ data }) => `${data}\n`).join('');
}
