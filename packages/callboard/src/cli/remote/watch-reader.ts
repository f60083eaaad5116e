import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../../ansible/find-python.js';
import { pythonDir } from '../../config/build-environment.js';

/**
 * Tells when whoever reads our stdout has gone. A pipe says so only to those who write, and a play can be silent for
 * hours. Returns what ends the watch.
 */
export function watchReader(onGone: () => void): () => void {
  const about = fstatSync(1);
  if (!about.isFIFO() && !about.isSocket()) return () => undefined;
  const python = findPython('ansible-playbook', process.env);
  const watcher = spawn(python, ['-I', '-S', join(pythonDir, 'watch_reader.py')], {
    stdio: ['pipe', 'inherit', 'ignore'],
  });
  let watching = true;
  const end = (): void => {
    watching = false;
    watcher.stdin.destroy();
  };
  // Without a watcher, the next word that is written tells.
  watcher.once('error', end);
  watcher.once('exit', (code) => watching && code === 0 && onGone());
  return end;
}
