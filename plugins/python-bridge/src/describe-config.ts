import type { RunnerConfig } from '@callboard/contract';

/** What Python's plugins read of their `runner_config`, by Python's names. */
export function describeConfig(config: RunnerConfig): Record<string, unknown> {
  return {
    ident: config.ident,
    settings: config.settings,
    private_data_dir: config.privateDataDir,
    artifact_dir: config.artifactDir,
    project_dir: config.projectDir,
    cwd: config.cwd,
    command: config.command,
    fact_cache: `${config.artifactDir}/fact_cache`,
    fact_cache_type: 'jsonfile',
    runner_mode: 'pexpect',
    env: {},
    process_isolation: false,
    containerized: false,
    container_name: '',
    directory_isolation_path: null,
    rotate_artifacts: 0,
  };
}
