import type { PluginNames } from './write-plugin.js';

export function writeManifest({ packageName, name, handlers, versions }: PluginNames): string {
  const { '@callboard/contract': contract, '@callboard/testkit': testkit, ...tools } = versions;
  const manifest = {
    name: packageName,
    version: '0.1.0',
    description: `A Callboard plugin: ${handlers ? 'handlers of' : 'sends'} statuses and events${handlers ? '' : ` to ${name}`}.`,
    type: 'module',
    engines: { node: '>=20.19' },
    callboard: { plugin: './dist/src/plugin.js', required: [`${name}_${handlers ? 'file' : 'url'}`] },
    exports: { '.': './dist/src/plugin.js', './package.json': './package.json' },
    files: ['dist/src', 'README.md'],
    scripts: { build: 'tsc', test: 'tsc && node --test dist/test/*.test.js', prepack: 'tsc' },
    dependencies: { '@callboard/contract': contract },
    devDependencies: {
      ...(!handlers && { '@callboard/testkit': testkit }),
      ...tools,
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

export function writeTsconfig(): string {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    declaration: true,
    skipLibCheck: true,
    rootDir: '.',
    outDir: 'dist',
  };
  return `${JSON.stringify({ compilerOptions, include: ['src', 'test'] }, null, 2)}\n`;
}

export function writeReadme({ name, packageName, handlers }: PluginNames): string {
  const setting = handlers ? `${name}_file: /tmp/${name}.log` : `${name}_url: http://127.0.0.1:8080/`;
  return `# ${packageName}

A plugin for [Callboard](https://www.npmjs.com/package/callboard). Install it beside your project:

    npm install ${packageName}

and set in \`env/settings\` of your private data directory:

    ${setting}

## Working on it

    npm install
    npm test
    npx callboard plugins test .    # gives it a sample status and event, without Ansible
`;
}
