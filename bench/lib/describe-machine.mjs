import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

/** What the figures were measured on; they are ratios, but of this machine and these versions. */
export function describeMachine({ ansible }) {
  return {
    date: new Date().toISOString(),
    version: [readVersion(), readCommit()].filter(Boolean).join(' at '),
    ansible: ansible.version,
    peer: '2.4.3',
    node: process.versions.node,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? process.arch}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAtStart: loadavg()[0],
  };
}

function readVersion() {
  return JSON.parse(readFileSync(join(root, 'packages/callboard/package.json'), 'utf8')).version;
}

/** Undefined where the checkout is none of git's. */
function readCommit() {
  try {
    const words = ['describe', '--always', '--dirty', '--exclude=*'];
    return execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
