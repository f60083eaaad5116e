import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../errors.js';

/**
 * A socket that the kernel answers for as long as somebody holds it, and not a moment longer. Unlike a process's
 * number it means the same in every container that shares the directory.
 */
export interface LifeSign {
  /** To be inherited by a process that is to hold it, too. Undefined where Node doesn't tell it. */
  readonly fd: number | undefined;
  readonly release: () => Promise<void>;
}

/**
 * Shows a life sign under that path. Undefined where the file system has no sockets. Throws the system's ENOENT where
 * the directory is gone.
 */
export async function showLifeSign(path: string): Promise<LifeSign | undefined> {
  const server = createServer((asker) => asker.destroy());
  // Renamed into place: between its birth and its first answer it would be taken for a dead one's.
  const staging = `.${randomBytes(8).toString('hex')}`;
  const isShown = await inDirectory(dirname(path), (reach) => listen(server, reach(staging)));
  if (!isShown) return undefined;
  server.unref();
  await chmod(join(dirname(path), staging), 0o600);
  await rename(join(dirname(path), staging), path);
  const release = async (): Promise<void> => {
    server.close();
    await rm(path, { force: true });
  };
  return { fd: readDescriptor(server), release };
}

/** Whether somebody on this machine holds it. `unknown` where there is none: its file system may have no sockets. */
export async function askLifeSign(path: string): Promise<'alive' | 'gone' | 'unknown'> {
  try {
    if (!(await stat(path)).isSocket()) return 'unknown';
    return await inDirectory(dirname(path), (reach) => ask(reach(basename(path))));
  } catch {
    return 'unknown';
  }
}

/** A socket's path must be short: where there is /proc, any directory has a short name. */
async function inDirectory<T>(path: string, work: (reach: (name: string) => string) => Promise<T>): Promise<T> {
  const directory: FileHandle = await open(path, 'r');
  try {
    const short = `/proc/self/fd/${directory.fd}`;
    return await work((name) => join(existsSync(short) ? short : path, name));
  } finally {
    await directory.close();
  }
}

async function listen(server: Server, path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    // A worker of node:cluster would ask its primary to do it.
    server.listen({ path, exclusive: true }, () => resolve(true));
  });
}

async function ask(path: string): Promise<'alive' | 'gone' | 'unknown'> {
  return await new Promise((resolve) => {
    const asker = connect(path);
    asker.once('connect', () => {
      asker.destroy();
      resolve('alive');
    });
    asker.once('error', (error) => resolve(systemCode(error) === 'ECONNREFUSED' ? 'gone' : 'unknown'));
  });
}

/** Node has no official way; a supervisor that doesn't get it is only waited for less patiently. */
function readDescriptor(server: Server): number | undefined {
  const { _handle: handle } = server as unknown as { readonly _handle?: { readonly fd?: number } };
  return handle?.fd;
}
