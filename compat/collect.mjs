// What a run left behind, read from disk.
import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExactly } from './json.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const PAYLOAD = '__payload__';

/**
 * @param {object} scenario
 * @param {{ kept: string, answer?: any, calls?: object[] }} run what execute() gave
 * @returns {Promise<object>} everything that is compared, not yet normalised
 */
export async function collect(scenario, run) {
  const pdd = join(run.kept, 'pdd');
  const given = await listTree(join(here, 'plays', scenario.dir ?? 'basic'));
  const tree = await listTree(pdd);
  const left = Object.fromEntries(
    Object.entries(tree).filter(([path]) => !(path in given) && !path.includes('/job_events/')),
  );
  const found = { ...run.answer, calls: run.calls, left, artifacts: {} };
  delete found.kept;
  for (const path of Object.keys(tree)) {
    const match = /^(new\/)?(artifacts|results)\/([^/]+)\/$/.exec(path);
    if (match) found.artifacts[match[3]] = await collectArtifacts(join(pdd, path), tree, path);
  }
  const last = found.artifacts.run ?? Object.values(found.artifacts).at(-1);
  found.events = last?.events.map((entry) => entry.event).filter(Boolean) ?? [];
  if (run.answer) {
    const handled = run.answer.events.map(parseExactly);
    found.handlerAndDisk = compareWithDisk(scenario, handled, found.events);
    // Where the handler keeps events off the disk, what it was told is all that can be compared.
    if (scenario.drop) found.events = handled;
    found.statuses = run.answer.statuses.map(parseExactly);
    found.artifactsHandler = run.answer.artifacts;
  }
  return found;
}

function compareWithDisk(scenario, handled, onDisk) {
  const kept = handled.filter((event) => !scenario.drop?.includes(event.event));
  const same =
    kept.length === onDisk.length && kept.every((event, index) => showSorted(event) === showSorted(onDisk[index]));
  return same ? 'same' : 'the handler was told something else than the files say';
}

// JavaScript's numbers are those of a handler in JavaScript.
const showSorted = (value) =>
  JSON.stringify(value, (_, inner) => {
    if (typeof inner === 'string') return inner.replace(/^‹integer (-?\d+)›$/, (_, digits) => Number(digits));
    return inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort())
      : inner;
  });

async function collectArtifacts(dir, tree, path) {
  const names = Object.keys(tree).filter((name) => name.startsWith(`${path}job_events/`) && !name.endsWith('/'));
  const events = [];
  for (const name of names) {
    const text = await readFile(join(dir, relative(path, name)), 'utf8');
    events.push({
      name: name.split('/').pop(),
      mode: tree[name],
      event: name.endsWith('.json') ? parseExactly(text) : undefined,
    });
  }
  events.sort((a, b) => Number.parseInt(a.name, 10) - Number.parseInt(b.name, 10));
  return {
    command: await readJson(join(dir, 'command')),
    stdout: await readText(join(dir, 'stdout')),
    stderr: await readText(join(dir, 'stderr')),
    rc: await readText(join(dir, 'rc')),
    status: await readText(join(dir, 'status')),
    events,
    facts: await readFacts(dir),
  };
}

async function readFacts(dir) {
  const facts = {};
  for (const cache of (await readdir(dir)).filter((name) => !['job_events', 'spool'].includes(name))) {
    if (!(await lstat(join(dir, cache))).isDirectory()) continue;
    for (const host of await readdir(join(dir, cache))) {
      facts[`${cache}/${host}`] = unpack(await readJson(join(dir, cache, host)));
    }
  }
  return facts;
}

/** Since Ansible 2.19 a fact cache is JSON within JSON. */
function unpack(facts) {
  const { [PAYLOAD]: payload, ...rest } = facts ?? {};
  return typeof payload === 'string' ? { ...rest, [PAYLOAD]: parseExactly(payload) } : facts;
}

async function readJson(path) {
  const text = await readText(path);
  try {
    return text === undefined ? undefined : parseExactly(text);
  } catch {
    return { 'not JSON': text };
  }
}

async function readText(path) {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : `‹not UTF-8›${bytes.toString('latin1')}`;
}

/** Path below `root` (directories end in a slash) → permission bits, or the kind of a special file. */
async function listTree(root, below = '') {
  const found = {};
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    if (entry.name === '__pycache__') continue;
    const path = join(below, entry.name);
    const mode = ((await lstat(join(root, path))).mode & 0o777).toString(8);
    if (entry.isDirectory()) Object.assign(found, { [`${path}/`]: mode }, await listTree(root, path));
    else found[path] = entry.isFile() ? mode : `special ${mode}`;
  }
  return found;
}
