import { join } from 'node:path';
import { readInputMap } from '../config/load-input.js';

/** `env/settings` of a private data directory, alone: nothing else of it is looked at. */
export async function readPluginSettings(privateDataDir: string): Promise<Readonly<Record<string, unknown>>> {
  return (await readInputMap(join(privateDataDir, 'env', 'settings'))) ?? {};
}
