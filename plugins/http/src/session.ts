import { type DeliverContext, type Delivery, type DeliveryResult, delivered, retry } from '@callboard/contract';
import type { Connection } from './connection.js';
import type { Reply } from './exchange.js';
import { explainFailure } from './explain-failure.js';
import { judgeAnswer } from './judge-answer.js';
import { traceReply } from './trace-exchange.js';
import { createRequestWriter, type RequestParts, type WriteRequest } from './write-request.js';

export interface SessionParts extends RequestParts {
  readonly connection: Connection;
  /** Status codes that are the records' fault. */
  readonly rejecting: ReadonlySet<number>;
}

export type Attempt = Pick<DeliverContext, 'signal' | 'attempt' | 'trace'>;

/** What is open between `open` and `close`. */
export class Session {
  readonly #parts: SessionParts;
  readonly #write: WriteRequest;
  /** Of a batch that was not delivered as a whole: what has arrived. */
  readonly #arrived: Set<string> = new Set();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#write = createRequestWriter(parts);
  }

  deliver(batch: readonly Delivery[], attempt: Attempt): Promise<DeliveryResult> {
    const { single } = this.#parts.format;
    return single && batch.length > 1 ? this.#deliverSingly(batch, attempt) : this.#send(batch, attempt);
  }

  async close(): Promise<void> {
    await this.#parts.connection.close();
  }

  /** For users who set `batch_records` above what the format can hold. */
  async #deliverSingly(batch: readonly Delivery[], attempt: Attempt): Promise<DeliveryResult> {
    for (const record of batch) {
      if (this.#arrived.has(record.id)) continue;
      const result = await this.#send([record], attempt);
      if (result.outcome !== 'delivered') return result;
      this.#arrived.add(record.id);
    }
    for (const { id } of batch) this.#arrived.delete(id);
    return delivered();
  }

  async #send(records: readonly Delivery[], { signal, attempt, trace }: Attempt): Promise<DeliveryResult> {
    const { connection, authorisation, target, mask, rejecting, limits } = this.#parts;
    // Most of the time there is nothing to wait for, and each wait costs.
    const [certificates, token] = [connection.renew(), authorisation.renew()];
    if (certificates) await certificates;
    if (token) await token;
    const written = this.#write(records, trace);
    const request = written instanceof Promise ? await written : written;
    let reply: Reply;
    try {
      reply = await connection.send(request, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const reason = mask.clean(explainFailure(thrown, { name: target.name, proxy: connection.proxy?.name }));
      trace?.('answer', reason);
      return retry(reason);
    }
    trace?.('answer', traceReply(reply, mask));
    if (reply.status === 401 || reply.status === 403) authorisation.doubt();
    const { retryAfterMaxMs } = limits;
    const judgement = { name: target.name, ids: records.map(({ id }) => id), attempt, rejecting, retryAfterMaxMs };
    return judgeAnswer(reply, judgement, (text) => mask.clean(text));
  }
}
