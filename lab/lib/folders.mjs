import { join } from 'node:path';
import { cache, root } from '../../scripts/setup/paths.mjs';

/** Where rows do their work: on the checkout's disk, where a sync is one. What a row that failed leaves, stays there. */
export const work = join(cache, 'lab');
export const results = join(root, 'lab/results');
export const programs = join(root, 'lab/programs');
