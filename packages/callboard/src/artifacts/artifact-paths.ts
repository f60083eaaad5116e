import { join, resolve } from 'node:path';

/** The lasting files of a run: Ansible Runner's, and the journal. */
export interface ArtifactPaths {
  readonly journal: string;
  readonly jobEvents: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly rc: string;
  readonly status: string;
}

/** The directory of all runs: `artifactDir` where that was given. */
export function findArtifactRoot(privateDataDir: string, artifactDir: string | undefined): string {
  return resolve(artifactDir ?? join(privateDataDir, 'artifacts'));
}

export function findArtifacts(artifactDir: string): ArtifactPaths {
  return {
    journal: join(artifactDir, 'journal.ndjson'),
    jobEvents: join(artifactDir, 'job_events'),
    command: join(artifactDir, 'command'),
    stdout: join(artifactDir, 'stdout'),
    stderr: join(artifactDir, 'stderr'),
    rc: join(artifactDir, 'rc'),
    status: join(artifactDir, 'status'),
  };
}
