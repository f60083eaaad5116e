import { readFileSync } from 'node:fs';

/**
 * What a process has in memory, and the most that it ever had, in bytes. Throws where there is no /proc, or no such
 * process.
 */
export function readMemory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const read = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { rss: read('VmRSS'), peak: read('VmHWM') };
}

/**
 * The most that this process ever had, in MiB. (What `getrusage` says begins with what the process had that started
 * this one; it is asked only where there is no /proc.)
 */
export function readPeakMemory() {
  try {
    return readMemory('self').peak / 2 ** 20;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
