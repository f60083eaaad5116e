import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findArtifacts } from '../../artifacts/artifact-paths.js';
import { CallboardError } from '../../errors.js';
import { listRunDirectories } from '../../retrieval/list-run-directories.js';
import { inspectRuns } from '../../retrieval/list-runs.js';

/** The run that is meant: by its ident or the beginning of it, else the newest. Throws ERR_RUN_NOT_FOUND. */
export async function chooseIdent(artifactRoot: string, ident: string | undefined): Promise<string> {
  if (ident === undefined) return await findNewest(artifactRoot);
  if (existsSync(join(artifactRoot, ident))) return ident;
  const names = await listRunDirectories(artifactRoot);
  const candidates = names.filter((name) => ident !== '' && name.startsWith(ident));
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  const problem = only === undefined ? 'There is no run' : `${candidates.length} runs begin with`;
  throw new CallboardError(
    'ERR_RUN_NOT_FOUND',
    `${problem} ${JSON.stringify(ident)} in ${artifactRoot}. \`callboard runs\` lists them.`,
  );
}

async function findNewest(artifactRoot: string): Promise<string> {
  const [newest] = await inspectRuns(artifactRoot);
  if (newest) return newest.ident;
  const { journal, jobEvents } = findArtifacts(artifactRoot);
  const hint =
    existsSync(journal) || existsSync(jobEvents)
      ? 'That is a run itself: name the directory that holds it.'
      : '`callboard run` makes one.';
  throw new CallboardError('ERR_RUN_NOT_FOUND', `There is no run in ${artifactRoot} yet. ${hint}`);
}
