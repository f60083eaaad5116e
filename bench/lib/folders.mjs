import { join } from 'node:path';
import { cache, root } from '../../scripts/setup/paths.mjs';

/**
 * Where plays are laid out and run. On the checkout's disk: syncs must cost what they cost. Nothing in it goes before
 * the end of all measures: for minutes ext4 searches around inodes that were freed, and a new file costs ten times as
 * much as it should.
 */
export const work = join(cache, 'bench', `work-${process.pid}`);
/** Where Python's ansible-runner is installed. */
export const peers = join(cache, 'bench/peer');
export const results = join(root, 'bench/results');
export const programs = join(root, 'bench');
