import type { CallboardError } from '../../errors.js';
import type { RawRecord } from '../../journal/record.js';
import { type HandlerPlugin, PluginServer } from '../../readers/serve-plugin.js';
import type { Trial } from './try-plugin.js';

/** Calls the handlers with the samples, within their time. Returns what went wrong. */
export async function tryHandlers(
  plugin: HandlerPlugin,
  trial: Trial,
  samples: readonly RawRecord[],
): Promise<string | undefined> {
  const { ident, privateDataDir, artifactDir, settings, say } = trial;
  let failure: CallboardError | undefined;
  const server = new PluginServer({
    plugin,
    config: {
      ident,
      privateDataDir,
      artifactDir,
      projectDir: privateDataDir,
      cwd: privateDataDir,
      command: ['ansible-playbook', 'site.yml'],
      settings: settings as never,
    },
    onFailure: (error) => (failure ??= error),
  });
  await server.open();
  for (const sample of samples) {
    const name = sample.kind === 'status' ? 'statusHandler' : 'eventHandler';
    if (!plugin.handlers[name]) {
      say(`  it has no ${name}`);
      continue;
    }
    const began = performance.now();
    await server.serve(once(sample));
    if (failure) break;
    say(`  ${name} was called, and returned after ${Math.round(performance.now() - began)} ms`);
  }
  await server.close();
  return failure?.message;
}

async function* once(sample: RawRecord): AsyncGenerator<readonly RawRecord[]> {
  yield [sample];
}
