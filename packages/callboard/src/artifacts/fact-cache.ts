import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CallboardError, systemCode } from '../errors.js';
import { unwrapFacts, wrapFacts } from './fact-payload.js';
import { writePrivate } from './write-private.js';

/** A host's cached facts, by their names. */
export type Facts = Record<string, unknown>;

/** ansible-core from 2.19 on puts the version of its serialisation in front of a host's name. */
const filePrefixes = ['', 's1_'];

/** A host's cached facts; none is an empty object, as in Ansible Runner. */
export async function readFactCache(directory: string | undefined, host: string): Promise<Facts> {
  const path = await findFile(directory, host);
  return path === undefined ? {} : unwrapFacts(JSON.parse(await readFile(path, 'utf8')) as Facts);
}

/** Replaces a host's cached facts. Where there are none, the file gets the name that Ansible up to 2.18 reads. */
export async function writeFactCache(directory: string | undefined, host: string, facts: Facts): Promise<void> {
  const path = (await findFile(directory, host)) ?? locate(directory, host, '');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const isWrapped = basename(path) !== host;
  await writePrivate(path, JSON.stringify(isWrapped ? wrapFacts(facts) : facts));
}

async function findFile(directory: string | undefined, host: string): Promise<string | undefined> {
  for (const path of filePrefixes.map((prefix) => locate(directory, host, prefix))) {
    const found = await stat(path).catch((thrown) => {
      if (systemCode(thrown) !== 'ENOENT') throw thrown;
    });
    if (found) return path;
  }
  return undefined;
}

function locate(directory: string | undefined, host: string, prefix: string): string {
  if (directory === undefined) {
    throw new CallboardError('ERR_FACT_CACHE_TYPE', 'Facts of this run are not kept as JSON files: fact_cache_type.');
  }
  if (basename(host) !== host || ['', '.', '..'].includes(host)) {
    throw new CallboardError('ERR_OPTION_TYPE', `${JSON.stringify(host)} is not the name of a host.`);
  }
  return join(directory, prefix + host);
}
