import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { registry } from '#callboard/cli/registry.js';
import { callboard } from './run-callboard.js';

const page = readFileSync(new URL('../../../../docs/reference/cli.md', import.meta.url), 'utf8');

test('docs/reference/cli.md has every command and every flag of the help, and no other', async () => {
  const sections = new Map(page.split(/^## /m).map((section) => [section.split('\n')[0], section]));
  const generic = readDocumented(sections.get('Every command'));
  assert.deepEqual(readHelped((await callboard(['--help'])).stdout), generic);
  for (const { name, summary } of registry) {
    assert.ok(
      page.includes(`| [\`${name}\`](#callboard-${name.replace(' ', '-')}) | ${summary} |`),
      `${name} is not in the list`,
    );
    const section = sections.get(`callboard ${name}`);
    const { stdout } = await callboard([...name.split(' '), '--help']);
    const own = readHelped(stdout).filter((flag) => !generic.includes(flag));
    const documented = readDocumented(section);
    // They say that they take the options of `run`.
    if (name === 'start' || name === 'transmit')
      documented.push(...readDocumented(sections.get('callboard run')).filter((flag) => own.includes(flag)));
    assert.deepEqual(own, documented.sort(), name);
    assert.match(stdout, /\nExamples?:\n {2}callboard /, `${name} has no example`);
    assert.ok(
      stdout.split('\n').every((line) => line.length <= 80),
      `the help of ${name} is too wide`,
    );
  }
});

function readDocumented(section: string | undefined): string[] {
  return [...(section ?? '').matchAll(/^\| `(-[^`]*)` \|/gm)].map(([, flag]) => flag!).sort();
}

function readHelped(help: string): string[] {
  return [...help.matchAll(/^ {2}(-.*?)(?: {2,}|$)/gm)].map(([, flag]) => flag!.trim()).sort();
}
