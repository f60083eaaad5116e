import { definePlugin, type RunnerConfig, type SettingsSchema } from '@callboard/contract';
import { describeConfig } from './describe-config.js';
import { findInterpreter } from './find-interpreter.js';
import { type Bridge, startBridge } from './start-bridge.js';

const settings = {
  python_plugins: {
    type: 'any',
    required: true,
    env: false,
    description: "Which plugins of Python's ansible-runner serve: true for all that are installed, or a list of names.",
  },
  python_plugins_interpreter: {
    type: 'string',
    env: false,
    description:
      'The Python that they are installed for; by default that of the `ansible-runner` on PATH, else python3.',
  },
} as const satisfies SettingsSchema;

/** A process for each run, by the run's directory. */
const bridges = new Map<string, Bridge>();

/** Serves plugins of the entry-point group `ansible_runner.plugins`, unchanged. */
export default definePlugin({
  name: 'python-bridge',
  settings,

  async open(config) {
    const plugins = readPlugins(config.settings['python_plugins']);
    if (plugins === false) return;
    const python = findInterpreter(config.settings['python_plugins_interpreter']);
    bridges.set(config.artifactDir, await startBridge(python, describeConfig(config), plugins));
  },

  statusHandler: (config, data) => bridges.get(config.artifactDir)?.call('status_handler', data),
  eventHandler: (config, data) => bridges.get(config.artifactDir)?.call('event_handler', data),

  async close(config: RunnerConfig) {
    await bridges.get(config.artifactDir)?.close();
    bridges.delete(config.artifactDir);
  },
});

function readPlugins(value: unknown): boolean | readonly string[] {
  if (typeof value === 'boolean') return value;
  const names = typeof value === 'string' ? [value] : value;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw new Error('python_plugins must be true, false, or a list of names');
}
