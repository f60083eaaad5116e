// Runs one scenario with one side, in a fresh copy of its private data dir.
// Both sides run at the same path, one after the other, so that no text differs by its length or wrapping.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const OURS_CLI = join(here, '..', 'packages', 'callboard', 'bin', 'callboard.js');
const LONGEST = 120_000;

/**
 * @param {object} scenario
 * @param {{ name: string, side: 'peer' | 'ours', label: string, base: string, ansible: { bin: string, python: string } }} where
 *   `label` names the directory that keeps what was left behind
 * @returns {Promise<{ kept: string, answer?: any, calls?: object[] }>}
 */
export async function execute(scenario, where) {
  const slug = where.name.replace(/[^a-z0-9]+/gi, '_').replace(/^_|_$/g, '');
  const at = join(where.base, slug);
  const pdd = join(at, 'pdd');
  const kept = join(where.base, where.label, slug);
  await rm(at, { recursive: true, force: true });
  await mkdir(join(at, 'home'), { recursive: true });
  await cp(join(here, 'plays', scenario.dir ?? 'basic'), pdd, { recursive: true });
  const env = makeEnvironment(scenario, where, at);
  const told = scenario.cli ? await runCalls(scenario, where, env, pdd) : await runLibrary(scenario, where, env, at);
  await rm(kept, { recursive: true, force: true });
  await mkdir(dirname(kept), { recursive: true });
  await rename(at, kept);
  return { kept, ...told };
}

// Nothing of the caller's environment, so that it can't make a difference.
function makeEnvironment(scenario, where, at) {
  return {
    PATH: `${where.ansible.bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: join(at, 'home'),
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    TERM: 'xterm-256color',
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    ...scenario.env,
  };
}

async function runLibrary(scenario, where, env, at) {
  const request = {
    options: { private_data_dir: '<pdd>', ident: 'run', quiet: true, ...scenario.options },
    drop: scenario.drop ?? [],
    cancelAfter: scenario.cancelAfter ?? null,
    host: scenario.host ?? 'alpha',
  };
  let text = JSON.stringify(request).replaceAll('<pdd>', join(at, 'pdd'));
  if (text.includes('<key>')) text = text.replaceAll('<key>', JSON.stringify(await makeKey(scenario, at)).slice(1, -1));
  await writeFile(join(at, 'request.json'), text);
  const [command, driver] = where.side === 'peer' ? [where.ansible.python, 'peer.py'] : [process.execPath, 'ours.mjs'];
  const call = await runCall(command, [join(here, driver), join(at, 'request.json'), join(at, 'answer.json')], env, at);
  if (!existsSync(join(at, 'answer.json'))) throw new Error(`${where.side}'s driver gave no answer:\n${call.stderr}`);
  return { answer: JSON.parse(await readFile(join(at, 'answer.json'), 'utf8')) };
}

async function makeKey({ passphrase = '' }, at) {
  const path = join(at, 'key');
  const { code, stderr } = await runCall(
    'ssh-keygen',
    ['-q', '-t', 'ed25519', '-C', 'compat', '-N', passphrase, '-f', path],
    process.env,
    at,
  );
  if (code !== 0) throw new Error(`ssh-keygen failed: ${stderr}`);
  return readFile(path, 'utf8');
}

async function runCalls(scenario, where, env, pdd) {
  const calls = [];
  for (const words of scenario.cli) {
    if (words[0].startsWith('<wait')) {
      await waitFor(words[0], pdd);
      continue;
    }
    const given = words.map((word) => word.replaceAll('<pdd>', pdd));
    const [command, first] =
      where.side === 'peer' ? [join(where.ansible.bin, 'ansible-runner'), []] : [process.execPath, [OURS_CLI]];
    calls.push({ words: words.join(' '), ...(await runCall(command, [...first, ...given], env, dirname(pdd))) });
  }
  return { calls };
}

async function runCall(command, args, env, cwd) {
  const [out, err] = [join(cwd, 'call.stdout'), join(cwd, 'call.stderr')];
  const [outFile, errFile] = await Promise.all([open(out, 'w'), open(err, 'w')]);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', outFile.fd, errFile.fd], detached: true });
  const guard = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), LONGEST);
  const [code, signal] = await once(child, 'exit');
  clearTimeout(guard);
  await Promise.all([outFile.close(), errFile.close()]);
  return { code: signal ?? code, stdout: await readFile(out, 'utf8'), stderr: await readFile(err, 'utf8') };
}

/** running: a daemon's play is in its second task; ended: the daemon is gone; finished: it is, and left its results. */
async function waitFor(what, pdd) {
  const job = join(pdd, 'artifacts', 'run');
  const countEvents = async () =>
    (await readdir(join(job, 'job_events')).catch(() => [])).filter((name) => /^\d+-[^.]*\.json$/.test(name)).length;
  const reached = {
    '<wait running>': async () => existsSync(join(pdd, 'pid')) && (await countEvents()) >= 7,
    '<wait ended>': async () => !existsSync(join(pdd, 'pid')) && !(await isDaemonThere(pdd)),
    '<wait finished>': async () => !existsSync(join(pdd, 'pid')) && existsSync(join(job, 'rc')),
  }[what];
  for (const deadline = Date.now() + 30_000; !(await reached()); await pause(50)) {
    if (Date.now() > deadline) throw new Error(`${what} took more than 30 s`);
  }
}

// Another process whose words name this directory: the daemon, or what it left behind.
async function isDaemonThere(pdd) {
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const words = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '');
    if (Number(pid) !== process.pid && words.includes(`${pdd}\0`)) return true;
  }
  return false;
}
