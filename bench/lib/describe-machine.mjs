import { cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on; they are ratios, but of this machine and these versions. */
export function describeMachine({ ansible }) {
  return {
    date: new Date().toISOString(),
    ansible: ansible.version,
    peer: '2.4.3',
    node: process.versions.node,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? process.arch}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAtStart: loadavg()[0],
  };
}
