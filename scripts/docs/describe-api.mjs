import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { listExports } from './list-exports.mjs';

const packages = [
  [
    'callboard',
    'callboard',
    'The runner, from a program. It hands on all types of `@callboard/contract`, and its lists and questions.',
  ],
  ['@callboard/contract', 'contract', 'What events, statuses and plugins are. No dependencies.'],
  ['@callboard/testkit', 'testkit', 'What plugins are tested with.'],
];
const groups = [
  ['function', 'Functions'],
  ['class', 'Classes'],
  ['value', 'Values'],
  ['type', 'Types'],
];

const introduction = `# What can be imported

Written by \`npm run build && npm run api\` from the comments in the code, which an editor shows
beside each name; options are explained there one by one.
`;

/** @returns {{ page: string, silent: string[] }} `silent`: names that have no comment */
export function describeApi() {
  const described = packages.map(([name, folder, about]) => ({
    name,
    about,
    exported: listExports(join(root, 'packages', folder, 'dist/index.d.ts')),
  }));
  const silent = described.flatMap(({ name, exported }) =>
    exported.filter(({ about }) => about === '').map((one) => `${name}: ${one.name}`),
  );
  return { page: [introduction, ...described.map(describePackage)].join('\n'), silent };
}

function describePackage({ name, about, exported }) {
  const sections = groups.flatMap(([kind, title]) => {
    const those = exported.filter((one) => one.kind === kind).sort((a, b) => a.name.localeCompare(b.name));
    return those.length === 0
      ? []
      : [`\n### ${title}\n\n| name | |\n| --- | --- |\n${those.map(describeRow).join('')}`];
  });
  return `## \`${name}\`\n\n${about}\n${sections.join('')}`;
}

function describeRow({ name, about }) {
  return `| \`${name}\` | ${about.replaceAll('|', '\\|')} |\n`;
}
