import { spawn } from 'node:child_process';

const running = new Set();

/**
 * A process that a row started.
 * @typedef {object} Child
 * @property {import('node:child_process').ChildProcess} process
 * @property {number} pid
 * @property {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>} ended
 * @property {(pattern: RegExp) => Promise<RegExpExecArray>} said resolves with the match when stdout or stderr has said this
 * @property {(signal: NodeJS.Signals) => void} kill
 * @returns {Child}
 */
export function startChild(program, words, { stdio = ['ignore', 'pipe', 'pipe'], ...options }) {
  const child = spawn(program, words, { ...options, stdio });
  running.add(child);
  const texts = { stdout: '', stderr: '' };
  const listeners = new Set();
  for (const name of ['stdout', 'stderr']) {
    child[name]?.setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
      for (const look of listeners) look();
    });
  }
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, ...texts });
    });
  });
  // Whoever awaits it learns of it.
  ended.catch(() => undefined);
  const said = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(texts.stdout) ?? pattern.exec(texts.stderr);
        if (!match) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
      const tell = () => reject(new Error(`it ended before it said ${pattern}: ${texts.stdout}${texts.stderr}`));
      ended.then(tell, reject);
    });
  return { process: child, pid: child.pid, ended, said, kill: (signal) => child.kill(signal) };
}

/** Ends what a row has left. */
export async function endChildren() {
  const left = [...running];
  for (const child of left) child.kill('SIGKILL');
  await Promise.all(left.map((child) => new Promise((resolve) => child.once('close', resolve))));
}
