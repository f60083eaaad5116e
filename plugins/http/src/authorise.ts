import { readFile } from 'node:fs/promises';
import type { SettingsOf, SinkLog } from '@callboard/contract';
import type { SecretMask } from './mask-secrets.js';
import { checkHeaderValue, type Headers } from './read-headers.js';
import type { Target } from './read-target.js';
import type { HttpSchema } from './settings.js';
import { FileWatch } from './watch-files.js';

/** Says who we are: the value of the Authorization header, where there is one beside the user's own headers. */
export interface Authorisation {
  /** Undefined when nothing has to be looked up, so that nobody waits. */
  renew(): Promise<void> | undefined;
  readonly header: string | undefined;
  /** The receiver did not accept it: read it again before the next request. */
  doubt(): void;
}

/** Chooses between the URL's user and password, a token, and a token in a file. Throws where there are two of them. */
export async function openAuthorisation(
  settings: SettingsOf<HttpSchema>,
  target: Target,
  headers: Headers,
  mask: SecretMask,
  log: SinkLog,
): Promise<Authorisation> {
  const { runner_http_token: token, runner_http_token_file: file } = settings;
  const { credentials } = target;
  const ways = [
    credentials && 'the user in runner_http_url',
    token !== undefined && 'runner_http_token',
    file !== undefined && 'runner_http_token_file',
    headers['authorization'] !== undefined && 'an Authorization header',
  ].filter((way) => typeof way === 'string');
  if (ways.length > 1)
    throw new Error(`There is more than one way to authorise: ${ways.join(', ')}. Leave all but one out.`);
  if (file !== undefined) return await TokenFile.open(file, mask, log);
  if (token !== undefined) return settle(`Bearer ${checkHeaderValue('runner_http_token', token)}`, [token], mask);
  if (!credentials) return settle(undefined, [], mask);
  const basic = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  return settle(`Basic ${basic}`, [basic, credentials.password, encodeURIComponent(credentials.password)], mask);
}

function settle(header: string | undefined, secrets: readonly string[], mask: SecretMask): Authorisation {
  mask.add(secrets);
  return { header, renew: () => undefined, doubt: () => undefined };
}

/** A token that others replace while we run. */
class TokenFile implements Authorisation {
  readonly #path: string;
  readonly #mask: SecretMask;
  readonly #log: SinkLog;
  readonly #watch: FileWatch;
  #header = '';

  private constructor(path: string, mask: SecretMask, log: SinkLog) {
    this.#path = path;
    this.#mask = mask;
    this.#log = log;
    this.#watch = new FileWatch([path]);
  }

  static async open(path: string, mask: SecretMask, log: SinkLog): Promise<TokenFile> {
    const file = new TokenFile(path, mask, log);
    await file.#watch.hasChanged();
    await file.#read();
    return file;
  }

  get header(): string {
    return this.#header;
  }

  renew(): Promise<void> | undefined {
    return this.#watch.isDue ? this.#renew() : undefined;
  }

  doubt(): void {
    this.#watch.hurry();
  }

  async #renew(): Promise<void> {
    if (!(await this.#watch.hasChanged())) return;
    // In the middle of being replaced, it may be missing or empty.
    await this.#read().catch((thrown: Error) => this.#log.warn(`${thrown.message} The token from before is used on.`));
  }

  async #read(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
      throw new Error(`runner_http_token_file cannot be read (${thrown.code}): ${this.#path}.`);
    });
    const token = checkHeaderValue('The token in runner_http_token_file', text.trim());
    if (token === '') throw new Error(`runner_http_token_file is empty: ${this.#path}.`);
    this.#mask.add([token]);
    this.#header = `Bearer ${token}`;
  }
}
