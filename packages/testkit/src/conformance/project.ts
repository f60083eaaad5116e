import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a command ended. `code` is null where it had to be killed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that goes on. */
export interface Spawned {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr has said this. */
  said(pattern: RegExp): Promise<void>;
}

/** A command that has not ended by then keeps something open that it should have closed. */
const patienceMs = 60_000;

/**
 * A user's project with plugins installed (built packages), and a private data directory: what `callboard` is called
 * with.
 */
export class Project {
  readonly root: string = realpathSync(mkdtempSync(join(tmpdir(), 'callboard-conformance-')));
  /** The first plugin's package. */
  readonly packageName: string;
  readonly privateDataDir: string = join(this.root, 'private');

  constructor(...plugins: readonly URL[]) {
    const names = plugins.map((plugin) => this.#install(fileURLToPath(plugin)));
    const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
    writeFileSync(join(this.root, 'package.json'), JSON.stringify({ private: true, dependencies }));
    this.packageName = names[0] ?? '';
    this.configure({});
  }

  #install(directory: string): string {
    const { name } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { name: string };
    const link = join(this.root, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(directory, link, 'dir');
    return name;
  }

  /** Writes `env/settings`: the sink's, and options that make waiting short. */
  configure(settings: Readonly<Record<string, unknown>>): void {
    const delivery = { attempt_timeout: 2, retry_initial: 0.02, retry_max: 0.2, breaker_pause: 0.1 };
    mkdirSync(join(this.privateDataDir, 'env'), { recursive: true });
    writeFileSync(join(this.privateDataDir, 'env/settings'), JSON.stringify({ ...settings, delivery }));
  }

  async run(...words: readonly string[]): Promise<Ended> {
    return await this.spawn(...words).ended;
  }

  /** The real program. Of the environment only what a program needs: a plugin may read any other variable. */
  spawn(...words: readonly string[]): Spawned {
    const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env;
    const child = spawn(process.execPath, [findProgram(), ...words], { cwd: this.root, env: { PATH, HOME, TMPDIR } });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
    const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    const ended = new Promise<Ended>((resolve) => {
      child.once('close', (code) => {
        clearTimeout(patience);
        resolve({ code, ...texts });
      });
    });
    return { child, ended, said: (pattern) => waitForText(child, () => texts.stderr, pattern) };
  }

  /** A playbook in the private data directory. */
  writePlay(name: string, plays: readonly unknown[]): void {
    mkdirSync(join(this.privateDataDir, 'project'), { recursive: true });
    writeFileSync(join(this.privateDataDir, 'project', name), JSON.stringify(plays));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function findProgram(): string {
  return fileURLToPath(new URL('bin/callboard.js', import.meta.resolve('callboard/package.json')));
}

async function waitForText(child: ChildProcess, read: () => string, pattern: RegExp): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (pattern.test(read())) resolve();
    };
    child.stderr?.on('data', look);
    child.once('close', () => reject(new Error(`it ended before it said ${String(pattern)}: ${read()}`)));
    look();
  });
}
