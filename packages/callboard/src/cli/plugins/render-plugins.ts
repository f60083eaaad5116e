import { relative } from 'node:path';
import { cleanLine } from '../screen/clean.js';
import { type Cell, type Column, renderTable } from '../screen/render-table.js';
import type { Look, Screen } from '../screen/style.js';
import type { PluginFacts } from './describe-plugins.js';

const columns: readonly Column[] = [
  { title: 'plugin' },
  { title: 'package', shrinkTo: 12 },
  { title: 'kind' },
  { title: 'state' },
  { title: 'found by', shrinkTo: 10 },
];

const looks: { readonly [State in PluginFacts['state']]: Look } = { serves: 'green', idle: 'dim', broken: 'red' };

/** A table of plugins; below it why some don't serve, whole, because that is what has to be read. */
export function renderPlugins(plugins: readonly PluginFacts[], screen: Screen): string {
  if (plugins.length === 0) {
    return 'No plugin is installed. `npm install @callboard/plugin-http` adds one; `callboard plugins new` writes one.\n';
  }
  const lines = renderTable(columns, plugins.map(describeRow), screen);
  const reasons = plugins.filter(({ why }) => why !== undefined).map((plugin) => explain(plugin, screen));
  return `${[...lines, ...(reasons.length > 0 ? ['', ...reasons] : [])].join('\n')}\n`;
}

function describeRow({ name, package: packageName, version, kind, state, foundBy }: PluginFacts): Cell[] {
  return [
    { text: cleanLine(name) },
    { text: cleanLine(`${packageName} ${version}`) },
    { text: kind ?? '', look: 'dim' },
    { text: state, look: looks[state] },
    { text: cleanLine(showPath(foundBy)), look: 'dim' },
  ];
}

function explain({ name, state, why, settings }: PluginFacts, { style }: Screen): string {
  const missing = settings.filter((setting) => setting.required && why?.includes(setting.name));
  const variables = missing.flatMap(({ variable }) => variable ?? []);
  const elsewhere = variables.length > 0 ? `, or ${variables.join(', ')} in the environment` : '';
  const remedy = missing.length > 0 ? ` (env/settings${elsewhere})` : '';
  return `${style(looks[state], cleanLine(name))}: ${cleanLine(why ?? '')}${remedy}`;
}

function showPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && short.length < path.length ? short : path;
}
