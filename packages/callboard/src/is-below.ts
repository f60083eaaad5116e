import { sep } from 'node:path';

/** Whether a path is the directory, or in it. Both absolute. */
export function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : `${directory}${sep}`);
}
