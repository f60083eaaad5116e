import type { SettingsOf, SinkLog } from '@callboard/contract';
import { chooseProxy, type Proxy } from './choose-proxy.js';
import { exchange, type Reply, type Request } from './exchange.js';
import type { Lane } from './lane.js';
import type { Target } from './read-target.js';
import { listTlsFiles, readTls, type TlsOptions } from './read-tls.js';
import type { HttpSchema } from './settings.js';
import { FileWatch } from './watch-files.js';

/**
 * The connections to the receiver, kept open from request to request: one, or as many as there are requests at once.
 * (undici's Pool would open a second one for requests that follow each other: it takes the first for busy until the
 * event loop has turned.)
 */
export class Connection {
  readonly proxy: Proxy | undefined;
  readonly #target: Target;
  readonly #settings: SettingsOf<HttpSchema>;
  readonly #timeoutMs: number;
  readonly #log: SinkLog;
  readonly #watch: FileWatch;
  readonly #lanes: Set<Lane> = new Set();
  readonly #free: Lane[] = [];
  #tls: TlsOptions = {};

  private constructor(target: Target, settings: SettingsOf<HttpSchema>, timeoutMs: number, log: SinkLog) {
    this.#target = target;
    this.#settings = settings;
    this.#timeoutMs = timeoutMs;
    this.#log = log;
    this.proxy = chooseProxy(target, settings.runner_http_proxy, process.env);
    this.#watch = new FileWatch(listTlsFiles(settings));
  }

  /** Connects nobody yet: a receiver that is down must not keep a play from running. Throws for wrong settings. */
  static async open(
    target: Target,
    settings: SettingsOf<HttpSchema>,
    timeoutMs: number,
    log: SinkLog,
  ): Promise<Connection> {
    const connection = new Connection(target, settings, timeoutMs, log);
    if (listTlsFiles(settings).length > 0 && !target.origin.startsWith('https:')) {
      log.warn('runner_http_tls_… has no meaning without https:// in runner_http_url');
    }
    await connection.#watch.hasChanged();
    connection.#tls = await readTls(settings);
    return connection;
  }

  /** Sends a request on a connection of its own. Rejects where there is no answer. */
  async send(request: Request, signal: AbortSignal): Promise<Reply> {
    const tls = this.#tls;
    const lane = this.#free.pop() ?? (await this.#createLane());
    try {
      return await exchange(lane.dispatcher, request, signal);
    } catch (thrown) {
      // There may be others by now, and they may be what was missing.
      this.#watch.hurry();
      throw signal.aborted ? thrown : await lane.findCause(thrown);
    } finally {
      if (tls === this.#tls) this.#free.push(lane);
      else this.#discard(lane);
    }
  }

  /** Turns to new connections where certificates have changed. Undefined when there is nothing to look up. */
  renew(): Promise<void> | undefined {
    return this.#watch.isDue ? this.#renew() : undefined;
  }

  /** Requests that are under way are given up. */
  async close(): Promise<void> {
    await Promise.all([...this.#lanes].map(({ dispatcher }) => dispatcher.destroy()));
  }

  async #renew(): Promise<void> {
    if (!(await this.#watch.hasChanged())) return;
    try {
      this.#tls = await readTls(this.#settings);
      for (const lane of this.#free.splice(0)) this.#discard(lane);
    } catch (thrown) {
      // In the middle of being replaced, certificate and key may not fit.
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.#log.warn(`${why} What was there before is used on.`);
    }
  }

  /** undici takes longer to load than all the rest of a sink: by now the play has begun. */
  async #createLane(): Promise<Lane> {
    const { createLane } = await import('./lane.js');
    const lane = createLane(this.#target, this.proxy, this.#tls, this.#timeoutMs);
    this.#lanes.add(lane);
    return lane;
  }

  #discard(lane: Lane): void {
    this.#lanes.delete(lane);
    lane.dispatcher.destroy().catch(() => undefined);
  }
}
