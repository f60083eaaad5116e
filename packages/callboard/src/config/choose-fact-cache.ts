import { join } from 'node:path';
import type { Ground } from './complete-plan.js';

/** Facts are kept in the run's own directory, unless another kind of cache was chosen. */
export function chooseFactCache({ options, settings, artifactDir }: Ground): string | undefined {
  const type = options.factCacheType ?? settings.factCacheType ?? 'jsonfile';
  if (type !== 'jsonfile') return undefined;
  return join(artifactDir, settings.factCache ?? options.factCache ?? 'fact_cache');
}
