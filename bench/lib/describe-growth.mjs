const mebibyte = 2 ** 20;

/**
 * How much memory a run took, in MiB, beyond what it had when 10,000 events were in the journal.
 * @param {{ journal: number, rss: number, peak: number }[]} samples as `watchMemory` takes them
 */
export function describeGrowth(samples, events) {
  const last = samples.at(-1);
  const start = samples.find((sample) => sample.journal / last.journal >= 10_000 / events);
  const highest = Math.max(...samples.map((sample) => sample.rss));
  return { rss: (highest - start.rss) / mebibyte, peak: (last.peak - start.rss) / mebibyte };
}
