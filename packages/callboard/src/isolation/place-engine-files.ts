import { join } from 'node:path';
import type { TemporaryFile } from '../config/place-inputs.js';
import type { Container } from './choose-isolation.js';

export interface EngineFiles {
  readonly files: readonly TemporaryFile[];
  readonly envFile: string;
  /** What the engine itself is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Words for the engine that name its login. */
  readonly login: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Files in memory for the engine alone. The environment's values are handed over through the engine's own, where a
 * value may have several lines; the file names them. Only what would change the engine itself stands in the file.
 */
export function placeEngineFiles(
  container: Container,
  env: Readonly<Record<string, string>>,
  inherited: Environment,
  directory: string,
): EngineFiles {
  const engines: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) if (value !== undefined) engines[name] = value;
  const lines: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    const mustNotReachEngine = engines[name] !== undefined && engines[name] !== value && !value.includes('\n');
    lines.push(mustNotReachEngine ? `${name}=${value}` : name);
    if (!mustNotReachEngine) engines[name] = value;
  }
  const envFile = join(directory, 'env.list');
  const login = placeLogin(container, directory);
  return {
    files: [{ path: envFile, content: `${lines.join('\n')}\n` }, ...login.files],
    envFile,
    env: { ...engines, ...login.env },
    login: login.words,
  };
}

interface Login {
  readonly files: readonly TemporaryFile[];
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** Docker reads a directory with a file of fixed name, podman any file. */
function placeLogin({ auth, engine }: Container, directory: string): Login {
  if (!auth) return { files: [], env: {}, words: [] };
  const token = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  const content = JSON.stringify({ auths: { [auth.host]: { auth: token } } });
  const config = join(directory, 'config');
  if (engine === 'docker') {
    return { files: [{ path: join(config, 'config.json'), content }], env: {}, words: [`--config=${config}`] };
  }
  const path = join(directory, 'auth.json');
  const files = [{ path, content }];
  const words = [`--authfile=${path}`];
  if (auth.verify_ssl !== false) return { files, env: {}, words };
  const registries = join(directory, 'registries.conf');
  const insecure = `[[registry]]\nlocation = ${JSON.stringify(auth.host)}\ninsecure = true\n`;
  // The second name is that of podman before 3.1.
  const env = { CONTAINERS_REGISTRIES_CONF: registries, REGISTRIES_CONFIG_PATH: registries };
  return { files: [...files, { path: registries, content: insecure }], env, words };
}
