import { join } from 'node:path';

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
