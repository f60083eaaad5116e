import { readFile } from 'node:fs/promises';
import type { SinkContext } from '@callboard/contract';
import { openAuthorisation } from './authorise.js';
import { checkHost } from './check-host.js';
import { Connection } from './connection.js';
import { chooseFormat } from './encode-records.js';
import { listHeaderSecrets, listPathSecrets, SecretMask } from './mask-secrets.js';
import { readHeaders } from './read-headers.js';
import { readLimits } from './read-limits.js';
import { readList } from './read-list.js';
import { readTarget } from './read-target.js';
import { Session } from './session.js';
import type { HttpSchema } from './settings.js';
import { readSigningKeys } from './sign-request.js';

/** Checks every setting before anything is sent. Throws what the user has to correct. */
export async function openSession({ settings, log }: SinkContext<HttpSchema>): Promise<Session> {
  const target = readTarget(settings.runner_http_url, settings.runner_http_path, log);
  checkHost(target, settings.runner_http_allowed_hosts);
  const format = chooseFormat(settings);
  const own = readHeaders(settings.runner_http_headers, format.fixedContentType);
  // The format has put it into its own place.
  const { 'content-type': _, ...others } = own;
  const mask = new SecretMask();
  mask.add([...listHeaderSecrets(own), ...listPathSecrets(target.path)]);
  const authorisation = await openAuthorisation(settings, target, own, mask, log);
  const sign = readSigningKeys(settings.runner_http_signing_keys);
  const limits = readLimits(settings);
  return new Session({
    target,
    format,
    headers: { 'user-agent': await describeUs(), accept: '*/*', ...others },
    authorisation,
    sign,
    connection: await Connection.open(target, settings, limits.connectTimeoutMs, log),
    mask,
    rejecting: readStatuses(settings.runner_http_reject_statuses),
    limits,
  });
}

async function describeUs(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return `callboard-plugin-http/${version}`;
}

function readStatuses(value: unknown): ReadonlySet<number> {
  const statuses = readList('runner_http_reject_statuses', value).map(Number);
  if (statuses.every((status) => Number.isInteger(status) && status >= 400 && status < 600)) return new Set(statuses);
  throw new Error('runner_http_reject_statuses must be a list of status codes from 400 to 599.');
}
