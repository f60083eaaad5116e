import { join } from 'node:path';

/** What is kept of a run's delivery to one sink. */
export interface DeliveryPaths {
  readonly directory: string;
  /** How far it has got: the receipt so far. */
  readonly state: string;
  /** Records that the other system rejected, a line each. */
  readonly deadLetters: string;
  /** Who delivers at the moment. */
  readonly lock: string;
}

export function findDelivery(artifactDir: string, sink: string): DeliveryPaths {
  const directory = join(artifactDir, 'delivery');
  const name = encodeURIComponent(sink);
  return {
    directory,
    state: join(directory, `${name}.json`),
    deadLetters: join(directory, `${name}.dead.ndjson`),
    lock: join(directory, `${name}.lock`),
  };
}
