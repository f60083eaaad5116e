import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { CallboardError } from '../errors.js';
import { isBelow } from '../is-below.js';
import { probe } from './probe.js';

/** What every sandbox sees of the system, where it has it. */
export const systemDirectories: readonly string[] = [
  '/bin',
  '/etc',
  '/opt',
  '/sbin',
  '/usr',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
];

/** Words for bubblewrap: the system's programs to read, and nothing of the user's. */
export function viewSystem(): string[] {
  const kernel = '--die-with-parent --unshare-pid --dev-bind /dev /dev --proc /proc --dir /tmp'.split(' ');
  const directories = systemDirectories.filter((path) => existsSync(path)).flatMap(viewDirectory);
  return [...kernel, ...directories, ...viewResolver()];
}

/** Whether the kernel allows it is known only once it is tried. */
export async function checkSandboxWorks(executable: string): Promise<void> {
  const { succeeded, complaint } = await probe(executable, [...viewSystem(), 'true']);
  if (succeeded) return;
  throw new CallboardError(
    'ERR_ISOLATION_UNUSABLE',
    `${executable} cannot make a sandbox here: ${complaint}. Unprivileged user namespaces must be allowed, and /proc not masked.`,
  );
}

/** Where /usr is merged, /bin and its kin are links. */
function viewDirectory(path: string): string[] {
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

/** Names are resolved by a file that often lies in /run. */
function viewResolver(): string[] {
  if (!existsSync('/etc/resolv.conf')) return [];
  const path = realpathSync('/etc/resolv.conf');
  return isBelow(path, '/etc') ? [] : ['--ro-bind', path, path];
}
