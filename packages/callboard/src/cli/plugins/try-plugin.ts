import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findNearest } from '../../config/find-nearest.js';
import { findPrivateDataDir } from '../../config/read-private-data-dir.js';
import { type PluginReport, type ReadyPlugin, reportPlugin, reportPlugins } from '../../delivery/choose-plugins.js';
import { readPlugin } from '../../delivery/find-plugins.js';
import { readPluginSettings } from '../../delivery/read-plugin-settings.js';
import type { SettingsSources } from '../../delivery/resolve-settings.js';
import { CallboardError } from '../../errors.js';
import { createRedactor } from '../../redact/redact.js';
import { cleanText } from '../screen/clean.js';
import { inspectScreen } from '../screen/style.js';
import { writeOut } from '../screen/write-out.js';
import { describePlugin } from './describe-plugins.js';
import { makeSamples } from './samples.js';
import { tryHandlers } from './try-handlers.js';
import { trySink } from './try-sink.js';

/** What a try-out has at hand. */
export interface Trial {
  readonly ident: string;
  readonly privateDataDir: string;
  readonly artifactDir: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Prints lines, secrets masked. */
  readonly say: (text: string) => void;
}

/** Opens the plugin and gives it two samples. Returns the exit code: 0 when it took both. */
export async function tryPlugin(name: string, privateDataDir: string): Promise<number> {
  const directory = await findPrivateDataDir(privateDataDir);
  const settings = await readPluginSettings(directory);
  const ready = requireReady(await findReport(name, { env: process.env, settings }));
  const { style } = inspectScreen();
  const { text: mask } = createRedactor(ready.secrets);
  const say = (text: string): void => void process.stdout.write(`${cleanText(mask(text))}\n`);
  const artifactDir = await mkdtemp(join(tmpdir(), 'callboard-plugins-test-'));
  const trial: Trial = { ident: 'plugins-test', privateDataDir: directory, artifactDir, settings, say };
  try {
    say(`${ready.name}: ${ready.kind} of ${ready.package.packageName} ${ready.package.version}`);
    const samples = makeSamples(trial.ident, directory);
    const failure = await (ready.kind === 'sink' ? trySink(ready, trial, samples) : tryHandlers(ready, trial, samples));
    say(failure === undefined ? '' : `\n${failure}`);
    await writeOut(failure === undefined ? `${style('green', 'It works.')}\n` : '');
    return failure === undefined ? 0 : 1;
  } finally {
    await rm(artifactDir, { recursive: true, force: true });
  }
}

async function findReport(name: string, sources: SettingsSources): Promise<PluginReport> {
  if (/^[./]/.test(name)) return await openPackage(resolve(name), sources);
  const reports = await reportPlugins(sources);
  const names = reports.map((report) => describePlugin(report).name);
  const report = reports.find((candidate, at) => names[at] === name || candidate.found.packageName === name);
  if (report) return report;
  const nearest = findNearest(name, names);
  const hint = nearest === undefined ? 'A package is named by its path: ./my-plugin.' : `Did you mean \`${nearest}\`?`;
  throw new CallboardError('ERR_PLUGIN_NOT_FOUND', `No plugin ${name} is installed here. ${hint}`);
}

/** One's own plugin, before anybody depends on it. */
async function openPackage(directory: string, sources: SettingsSources): Promise<PluginReport> {
  const found = readPlugin(directory, join(directory, 'package.json'));
  if (found) return await reportPlugin(found, sources);
  const wanted = '"callboard": { "plugin": "./dist/plugin.js" }';
  throw new CallboardError('ERR_PLUGIN_NOT_FOUND', `${directory} is no plugin: its package.json must have ${wanted}.`);
}

function requireReady(report: PluginReport): ReadyPlugin {
  if (report.ready) return report.ready;
  if (report.error) throw report.error;
  const { name, settings, why } = describePlugin(report);
  const missing = settings.filter((setting) => setting.required && why?.includes(setting.name));
  const hints = missing.map((setting) => {
    const variable = setting.variable === undefined ? '' : ` (or ${setting.variable} in the environment)`;
    return ` Set \`${setting.name}\` in env/settings${variable}: ${setting.description}`;
  });
  throw new CallboardError('ERR_PLUGIN_SETTING', `The plugin ${name} is idle: ${why}.${hints.join('')}`);
}
