import { pathToFileURL } from 'node:url';

/**
 * Imports a module whose place is known at run time only. A file of its own: code that comes out of a cache cannot
 * import anything, so whatever is bundled asks here.
 */
export async function importFile(path: string): Promise<unknown> {
  return await import(pathToFileURL(path).href);
}
