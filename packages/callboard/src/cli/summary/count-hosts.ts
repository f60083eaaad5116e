import type { AnyEvent, HostCounts, RunStats } from '@callboard/contract';
import { readData } from '../events/read-data.js';
import type { HostResults } from './run-summary.js';

type Counted = Exclude<keyof HostResults, 'host'>;

/** Which statistic of Ansible's counts what. */
const sources: readonly (readonly [Counted, keyof RunStats])[] = [
  ['ok', 'ok'],
  ['changed', 'changed'],
  ['unreachable', 'dark'],
  ['failed', 'failures'],
  ['skipped', 'skipped'],
  ['rescued', 'rescued'],
  ['ignored', 'ignored'],
];

/** Counts by host: Ansible's own statistics, and until they come what the events say. */
export class HostCounter {
  /** As `playbook_on_stats` had them. */
  stats: Partial<RunStats> | undefined;
  readonly #seen = new Map<string, Record<Counted, number>>();

  add(event: AnyEvent): void {
    const data = readData(event);
    if (event.event === 'playbook_on_stats') this.stats = data;
    if (typeof data['host'] !== 'string') return;
    const counts = this.#countsOf(data['host']);
    const result = (data['res'] ?? {}) as { readonly changed?: boolean };
    if (event.event === 'runner_on_ok') counts.ok += 1;
    if (event.event === 'runner_on_ok' && result.changed === true) counts.changed += 1;
    if (event.event === 'runner_on_skipped') counts.skipped += 1;
    if (event.event === 'runner_on_unreachable') counts.unreachable += 1;
    if (event.event === 'runner_on_failed') counts[data['ignore_errors'] === true ? 'ignored' : 'failed'] += 1;
  }

  list(): HostResults[] {
    const { stats } = this;
    if (!stats?.processed) return [...this.#seen].map(([host, counts]) => ({ host, ...counts })).sort(byHost);
    const hosts = Object.keys(stats.processed).map((host) => ({
      host,
      ...(Object.fromEntries(sources.map(([name, key]) => [name, countOf(stats[key], host)])) as Record<
        Counted,
        number
      >),
    }));
    return hosts.sort(byHost);
  }

  #countsOf(host: string): Record<Counted, number> {
    let counts = this.#seen.get(host);
    if (!counts) {
      counts = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
      this.#seen.set(host, counts);
    }
    return counts;
  }
}

function countOf(counts: HostCounts | undefined, host: string): number {
  return counts?.[host] ?? 0;
}

function byHost(a: HostResults, b: HostResults): number {
  return a.host.localeCompare(b.host, 'en', { numeric: true });
}
