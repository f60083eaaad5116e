import { readFileSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const everyMs = 25;

/**
 * Follows a process's memory, from outside, while its journal grows.
 * @returns {{ stop: () => { journal: number, rss: number, peak: number }[] }} bytes: the journal's size, what was in
 *   memory at that moment, and the most that ever was
 */
export function watchMemory(pid, journal) {
  const samples = [];
  let stopped = false;
  const watch = async () => {
    while (!stopped) {
      const sample = takeSample(pid, journal);
      if (sample) samples.push(sample);
      await wait(everyMs);
    }
  };
  void watch();
  return {
    stop: () => {
      stopped = true;
      return samples;
    },
  };
}

function takeSample(pid, journal) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const read = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
    const sample = { journal: statSync(journal).size, rss: read('VmRSS'), peak: read('VmHWM') };
    return Number.isNaN(sample.rss) ? undefined : sample;
  } catch {
    // Not there yet, or not any more.
    return undefined;
  }
}
