import type { PluginNames } from './write-plugin.js';

export function handlerFiles({ name, packageName }: PluginNames): Record<string, string> {
  return { 'src/plugin.ts': writeSource(name), 'test/plugin.test.ts': writeTest(name, packageName) };
}

function writeSource(name: string): string {
  return `import { appendFile } from 'node:fs/promises';
import { definePlugin, type RunnerConfig } from '@callboard/contract';

/** \`env/settings\` has the keys of all plugins; an unset one is undefined. */
function findFile({ settings }: RunnerConfig): string {
  return String(settings['${name}_file']);
}

// Called in order, one after the other. To throw here stops the play: that is what handlers are for.
export default definePlugin({
  name: '${name}',
  settings: {
    ${name}_file: { type: 'string', required: true, description: 'A file that gets a line for each event.' },
  },

  async statusHandler(config, data) {
    await appendFile(findFile(config), \`\${data.runner_ident} is \${data.status}\\n\`);
  },

  async eventHandler(config, data) {
    await appendFile(findFile(config), \`\${data.counter} \${data.event}\\n\`);
  },
});
`;
}

/** The real program calls the handlers, as at a run. */
function writeTest(name: string, packageName: string): string {
  return `import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('bin/callboard.js', import.meta.resolve('callboard/package.json')));
const own = fileURLToPath(new URL('.', import.meta.resolve('${packageName}/package.json')));

test('writes a line for each status and event', () => {
  const directory = mkdtempSync(join(tmpdir(), '${name}-'));
  const file = join(directory, 'lines');
  mkdirSync(join(directory, 'env'));
  writeFileSync(join(directory, 'env/settings'), JSON.stringify({ ${name}_file: file }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'plugins', 'test', own, directory], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  assert.deepEqual(readFileSync(file, 'utf8').split('\\n'), ['plugins-test is starting', '1 runner_on_ok', '']);
  rmSync(directory, { recursive: true });
});
`;
}
