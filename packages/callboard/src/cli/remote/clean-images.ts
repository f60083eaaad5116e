import { spawnSync } from 'node:child_process';
import { CallboardError } from '../../errors.js';

/** Takes the tags off images. podman's `rmi` would kill what runs on them. Returns how many were found and untagged. */
export function removeImages(images: readonly string[], engine: string): number {
  let removed = 0;
  for (const image of images) {
    const tags = ask(engine, 'images', '--format={{.Repository}}:{{.Tag}}', image).split('\n').filter(Boolean);
    for (const tag of tags) {
      if (engine.endsWith('podman')) ask(engine, 'untag', tag);
      else ask(engine, 'rmi', '-f', tag);
      removed += 1;
    }
  }
  return removed;
}

/** Removes images without a tag; says whether there were any. */
export function pruneImages(engine: string): boolean {
  const said = ask(engine, 'image', 'prune', '-f');
  return said !== '' && said !== 'Total reclaimed space: 0B';
}

function ask(engine: string, ...words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(engine, words, { encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  const why = error?.message ?? stderr.trim();
  throw new CallboardError('ERR_OPTION_CONFLICT', `\`${[engine, ...words].join(' ')}\` failed: ${why}`, {
    cause: error,
  });
}
