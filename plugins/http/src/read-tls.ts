import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { SettingsOf } from '@callboard/contract';
import type { HttpSchema } from './settings.js';

export interface TlsOptions extends SecureContextOptions {
  readonly servername?: string;
}

type TlsSettings = Pick<
  SettingsOf<HttpSchema>,
  | 'runner_http_tls_ca'
  | 'runner_http_tls_cert'
  | 'runner_http_tls_key'
  | 'runner_http_tls_key_passphrase'
  | 'runner_http_tls_servername'
  | 'runner_http_tls_min_version'
>;

/** The files that the options are made of. */
export function listTlsFiles(settings: TlsSettings): string[] {
  const { runner_http_tls_ca: ca, runner_http_tls_cert: cert, runner_http_tls_key: key } = settings;
  return [...new Set([ca, cert, key])].filter((path) => path !== undefined);
}

/** Reads the files. Throws where one is missing or is not what it should be, naming the setting. */
export async function readTls(settings: TlsSettings): Promise<TlsOptions> {
  const {
    runner_http_tls_cert: certPath,
    runner_http_tls_key: keyPath,
    runner_http_tls_servername: servername,
  } = settings;
  if (keyPath !== undefined && certPath === undefined) {
    throw new Error('runner_http_tls_key is set without runner_http_tls_cert. Set both, or neither.');
  }
  const [ca, cert, key] = await Promise.all([
    readPem('runner_http_tls_ca', settings.runner_http_tls_ca),
    readPem('runner_http_tls_cert', certPath),
    readPem('runner_http_tls_key', keyPath ?? certPath),
  ]);
  if (ca) check('runner_http_tls_ca', { ca });
  const passphrase = settings.runner_http_tls_key_passphrase;
  const pair = { ...(cert && { cert }), ...(key && { key }), ...(passphrase !== undefined && { passphrase }) };
  if (cert) check('runner_http_tls_cert and runner_http_tls_key', pair);
  const minVersion = settings.runner_http_tls_min_version;
  return { ...(ca && { ca }), ...(cert && pair), minVersion, ...(servername !== undefined && { servername }) };
}

async function readPem(setting: string, path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  const pem = await readFile(path).catch((thrown: NodeJS.ErrnoException) => {
    throw new Error(`${setting} cannot be read (${thrown.code}): ${path}.`);
  });
  if (!pem.includes('-----BEGIN ')) throw new Error(`${setting} is no PEM file: ${path}.`);
  return pem;
}

/** Only where there is something to check: Node then reads all certificates that it knows, which takes a while. */
function check(setting: string, options: SecureContextOptions): void {
  try {
    createSecureContext(options);
  } catch (thrown) {
    throw new Error(`${setting} cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, {
      cause: thrown,
    });
  }
}
