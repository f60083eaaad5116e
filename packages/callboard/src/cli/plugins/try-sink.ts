import type { DeliveryResult } from '@callboard/contract';
import { addressRecord } from '../../delivery/address-record.js';
import { attemptDelivery } from '../../delivery/attempt-delivery.js';
import { describeRecord } from '../../delivery/describe-record.js';
import { openSink, type ReadySink } from '../../delivery/open-sink.js';
import type { RawRecord } from '../../journal/record.js';
import type { Trial } from './try-plugin.js';

/** Hands the samples over one by one, once. Returns why one was not taken. */
export async function trySink(
  plugin: ReadySink,
  trial: Trial,
  samples: readonly RawRecord[],
): Promise<string | undefined> {
  const { say } = trial;
  const open = await openSink(plugin, {
    ...trial,
    log: { info: say, warn: say },
    trace: (what, text) => say(indent(what === 'request' ? '→' : '←', text)),
  });
  try {
    for (const sample of samples) {
      const delivery = addressRecord(trial.ident, sample);
      say(`\n${sample.kind} ${describeRecord(delivery.data).name} (${delivery.id})`);
      const { result, tookMs } = await attemptDelivery(open, [delivery], 1, new AbortController().signal);
      say(`  ${describeResult(result)} in ${Math.round(tookMs)} ms`);
      if (result.outcome !== 'delivered') return explain(result);
    }
    return undefined;
  } finally {
    await open.close();
  }
}

function describeResult(result: DeliveryResult): string {
  return result.outcome === 'retry' ? 'not delivered' : result.outcome;
}

function explain(result: Exclude<DeliveryResult, { outcome: 'delivered' }>): string {
  const next = {
    retry: 'In a run it would be tried again.',
    rejected: 'In a run it would become a dead letter.',
    stopped: 'In a run nothing more would be sent.',
  }[result.outcome];
  const answer = result.answer === undefined || result.answer === '' ? '' : `\nanswer: ${result.answer}`;
  return `${result.reason}. ${next}${answer}`;
}

function indent(mark: string, text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line, at) => `  ${at === 0 ? mark : ' '} ${line}`)
    .join('\n');
}
