import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executablesOnPath, isExecutable } from './executables-on-path.mjs';
import { withLock } from './lock.mjs';
import { cache } from './paths.mjs';
import { runCommand, writeLog } from './run-command.mjs';
import { say } from './say.mjs';

/** The module that names Receptor's version, and the checksums of all that it is built from. */
const pins = fileURLToPath(new URL('receptor', import.meta.url));
const folder = join(cache, 'receptor');
const built = join(folder, 'receptor');

/**
 * Receptor's node, to send remote jobs through: the one on PATH, else built from the Go module proxy where there is a
 * Go that can.
 * @returns {Promise<string | undefined>} its path; undefined where it can't be had: those tests are skipped.
 */
export async function provideReceptor() {
  const [installed] = executablesOnPath('receptor');
  if (installed) return installed;
  return withLock(join(cache, 'receptor.lock'), async () => {
    if (isExecutable(built)) return built;
    const go = await findGo();
    return go && (await build(go)) ? built : undefined;
  });
}

/** Debian keeps each version in a folder of its own. Receptor's QUIC refuses Go 1.21 and newer. */
async function findGo() {
  const debians = ['1.20', '1.19'].map((version) => `/usr/lib/go-${version}/bin/go`).filter(isExecutable);
  for (const go of [...executablesOnPath('go'), ...debians]) {
    const { output } = await runCommand(go, ['env', 'GOVERSION']);
    if (/^go1\.(19|20)\b/.test(output)) return go;
  }
  return undefined;
}

async function build(go) {
  say('building Receptor, to test against (first time, ~1 min)');
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'build-'));
  cpSync(pins, join(work, 'module'), { recursive: true });
  // What the checksums don't cover is refused: nobody else is asked for them.
  const flags = { GOFLAGS: '-mod=readonly -modcacherw', GOSUMDB: 'off' };
  const env = { ...process.env, ...flags, GOPATH: join(work, 'go'), GOCACHE: join(work, 'cache') };
  const words = ['build', '-o', built, 'github.com/ansible/receptor/cmd/receptor-cl'];
  const { code, output } = await runCommand(go, words, { cwd: join(work, 'module'), env });
  rmSync(work, { recursive: true, force: true });
  if (code !== 0) say(`Receptor can't be built; why: ${writeLog('receptor', output)}`);
  return code === 0;
}
