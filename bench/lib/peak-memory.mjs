import { readFileSync } from 'node:fs';

/**
 * The most that this process ever had in memory, in MiB. (What `getrusage` says begins with what the process had that
 * started this one; it is asked only where there is no /proc.)
 */
export function readPeakMemory() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
