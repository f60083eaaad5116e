import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { readMemory } from './read-memory.mjs';

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
    const sample = { journal: statSync(journal).size, ...readMemory(pid) };
    return Number.isNaN(sample.rss) ? undefined : sample;
  } catch {
    // Not there yet, or not any more.
    return undefined;
  }
}
