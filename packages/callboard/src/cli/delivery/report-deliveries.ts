import { isSettled } from '../../delivery/list-deliveries.js';
import { describeReceipt, type Receipt } from '../../delivery/receipt.js';
import { cleanLine } from '../screen/clean.js';
import { quoteWords } from '../screen/quote-words.js';

export interface ReportedRun {
  readonly privateDataDir: string;
  readonly ident: string;
  readonly artifactDir?: string;
  readonly quiet?: true;
  /** Whether what has not arrived is an error: that is told in any case. */
  readonly requireDelivery?: boolean;
}

/** A line for each sink on stderr, and what to do about what has not arrived. Returns whether everything has. */
export function reportDeliveries(receipts: readonly Receipt[], run: ReportedRun): boolean {
  const isComplete = receipts.every(isSettled);
  const isSilent = run.quiet && (isComplete || !run.requireDelivery);
  const say = (text: string): void => void (isSilent || process.stderr.write(`callboard: ${cleanLine(text)}\n`));
  for (const receipt of receipts) say(describeReceipt(receipt));
  if (receipts.some(({ owed, state }) => owed > 0 || state !== 'complete')) {
    say(`what is owed goes on with: ${nameCommand('deliver', run)}`);
  }
  if (receipts.some(({ rejected }) => rejected > 0))
    say(`what was rejected, and why: ${nameCommand('deliveries', run)} --dead`);
  return isComplete;
}

function nameCommand(name: string, { privateDataDir, ident, artifactDir }: ReportedRun): string {
  const words = ['callboard', name, privateDataDir, '-i', ident];
  if (artifactDir !== undefined) words.push('--artifact-dir', artifactDir);
  return quoteWords(words);
}
