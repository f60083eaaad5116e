import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../fake-ansible', import.meta.url));

/** Puts an executable `ansible-playbook` into a directory and returns its path. Its playbook is a `Scenario`. */
export function installFakeAnsible(directory: string): string {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'ansible-playbook');
  const start = `import sys; sys.path.insert(0, ${JSON.stringify(sources)}); sys.dont_write_bytecode = True`;
  writeFileSync(path, `#!${findPython()}\n${start}\nfrom fake_ansible import main; main()\n`, { mode: 0o755 });
  return path;
}

let python: string | undefined;

/** The interpreter itself: what PATH has may be a script that looks for one, which takes longer than the fake. */
function findPython(): string {
  if (python === undefined) {
    const found = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
    if (found.status !== 0) throw new Error(`python3 is needed to fake Ansible: ${found.stderr ?? found.error}`);
    python = found.stdout.trim();
  }
  return python;
}
