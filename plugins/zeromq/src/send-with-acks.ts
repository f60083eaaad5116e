import { type Delivery, type DeliveryResult, delivered, rejected, retry } from '@callboard/contract';
import type { Dealer } from 'zeromq';

/** The first frame of every message, both ways. */
const protocol = 'callboard/1';

/**
 * Sends a batch and waits until every record of it is answered.
 *
 *     → callboard/1 │ ‹id› │ ‹JSON›
 *     ← callboard/1 │ ‹id› │ ok
 *     ← callboard/1 │ ‹id› │ retry    │ ‹milliseconds, may be empty› │ ‹reason›
 *     ← callboard/1 │ ‹id› │ rejected │ ‹reason›
 *
 * Answers may come in any order; one to something else (a repeat, an earlier batch) is passed over.
 */
export async function sendWithAcks(
  socket: Dealer,
  batch: readonly Delivery[],
  ackTimeoutMs: number,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  for (const { id, json } of batch) await socket.send([protocol, id, json]);
  const answers = await collectAnswers(socket, new Set(batch.map(({ id }) => id)), ackTimeoutMs, signal);
  const missing = batch.length - answers.size;
  if (missing > 0) return retry(`${missing} of ${batch.length} not acknowledged within ${ackTimeoutMs / 1000} s`);
  const again = [...answers.values()].find(([verdict]) => verdict === 'retry');
  if (again) return retry(again[2] || 'the receiver asked for it again', readPause(again[1]));
  const refused = [...answers].filter(([, [verdict]]) => verdict !== 'ok');
  if (refused.length === 0) return delivered();
  const reasons = new Set(refused.map(([, [, reason]]) => reason || 'rejected by the receiver'));
  return rejected(
    refused.map(([id]) => id),
    [...reasons].join('; '),
  );
}

/**
 * The verdict on each record and what was said with it. All are waited for, also when one has asked for a retry:
 * answers left behind would be taken for those to the next attempt.
 */
async function collectAnswers(
  socket: Dealer,
  waiting: Set<string>,
  ackTimeoutMs: number,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const answers = new Map<string, string[]>();
  const deadline = performance.now() + ackTimeoutMs;
  while (waiting.size > 0) {
    const message = await receive(socket, deadline, signal);
    if (!message) break;
    const [version, id = '', ...verdict] = message;
    if (version === protocol && waiting.delete(id)) answers.set(id, verdict);
  }
  return answers;
}

function readPause(text: string | undefined): { afterMs: number } | undefined {
  const afterMs = Number(text);
  return text && Number.isFinite(afterMs) && afterMs >= 0 ? { afterMs } : undefined;
}

/** The next message as texts; undefined when time is up or the signal says stop. */
async function receive(socket: Dealer, deadline: number, signal: AbortSignal): Promise<string[] | undefined> {
  // Short waits, because a receive that is under way cannot be taken back.
  while (!signal.aborted && performance.now() < deadline) {
    socket.receiveTimeout = Math.min(100, Math.max(1, deadline - performance.now()));
    try {
      return (await socket.receive()).map((frame) => frame.toString());
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') throw thrown;
    }
  }
  return undefined;
}
