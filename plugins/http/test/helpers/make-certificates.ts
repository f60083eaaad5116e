import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** As openssl writes it: `DNS:localhost`. */
  readonly names?: string;
  /** Negative for one that has expired. */
  readonly days?: number;
  /** A passphrase for the key. */
  readonly passphrase?: string;
}

/** An authority of the test's own, and what it signs: paths of PEM files. */
export class Authority {
  readonly cert: string;
  readonly #key: string;
  readonly #directory: string;
  #count = 0;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.cert = join(directory, 'authority.pem');
    this.#key = join(directory, 'authority.key');
    const files = ['-keyout', this.#key, '-out', this.cert];
    openssl('req', '-x509', ...newKey, '-nodes', ...files, '-subj', '/CN=Test authority', '-days', '2');
  }

  sign({ names = 'DNS:localhost', days = 1, passphrase }: CertificateOptions = {}): Pair {
    this.#count += 1;
    const path = (ending: string): string => join(this.#directory, `${this.#count}.${ending}`);
    const [cert, key, request, extensions] = [path('pem'), path('key'), path('csr'), path('ext')];
    const protection = passphrase === undefined ? ['-nodes'] : ['-passout', `pass:${passphrase}`];
    openssl('req', ...newKey, ...protection, '-keyout', key, '-out', request, '-subj', `/CN=number ${this.#count}`);
    writeFileSync(extensions, `subjectAltName=${names}`);
    const by = ['-CA', this.cert, '-CAkey', this.#key, '-set_serial', String(this.#count)];
    openssl('x509', '-req', '-in', request, ...by, '-days', String(days), '-extfile', extensions, '-out', cert);
    return { cert, key };
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
