import { show } from './read-entry.js';
import { refuse } from './refuse.js';

/** As many as Linux follows. */
const mostSteps = 40;

/**
 * Refuses links that lead out of the directory, also by way of other links. `links` are the archive's, by their paths;
 * `readLink` knows those that are there already.
 */
export function checkLinks(
  links: ReadonlyMap<string, string>,
  readLink: (path: string) => string | undefined = () => undefined,
): void {
  const targetOf = (path: string): string | undefined => links.get(path) ?? readLink(path);
  for (const [path, target] of links) {
    if (!staysInside(path, target, targetOf)) {
      throw refuse(`the link ${show(path)} leads to ${show(target)}, out of the directory`);
    }
  }
}

function staysInside(path: string, target: string, targetOf: (path: string) => string | undefined): boolean {
  let place = path.split('/').slice(0, -1);
  let ahead = target.split('/');
  if (target.startsWith('/') || target.includes('\0')) return false;
  for (let steps = 0; ahead.length > 0; ) {
    const [part = '', ...rest] = ahead;
    ahead = rest;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (place.length === 0) return false;
      place = place.slice(0, -1);
      continue;
    }
    const next = [...place, part];
    const linked = targetOf(next.join('/'));
    if (linked === undefined) {
      place = next;
      continue;
    }
    if (linked.startsWith('/')) return false;
    // A circle leads nowhere, and so not out.
    if ((steps += 1) > mostSteps) return true;
    ahead = [...linked.split('/'), ...ahead];
  }
  return true;
}
