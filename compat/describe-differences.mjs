// docs/reference/compatibility.md, made from the list of deliberate differences.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/setup/paths.mjs';
import { differences } from './differences.mjs';
import { scenarios } from './scenarios.mjs';

const page = join(root, 'docs/reference/compatibility.md');

const KINDS = {
  security: 'More discreet',
  'fault of the peer': 'Faults that are not copied',
  stricter: 'Stricter',
  more: 'More is said',
  less: 'Simpler',
  names: 'Other names',
};

/** Writes the page. */
export function writePage() {
  writeFileSync(page, makePage());
  return 0;
}

/** @returns {boolean} whether the page says what the list says */
export function isPageCurrent() {
  try {
    return readFileSync(page, 'utf8') === makePage();
  } catch {
    return false;
  }
}

function makePage() {
  return `# Compatibility with Ansible Runner

<!-- Made from compat/differences.mjs by \`npm run compat -- --write-page\`. -->

\`npm run compat\` runs ${Object.keys(scenarios).length} scenarios (\`compat/scenarios.mjs\`) with Python's ansible-runner 2.4.3 and with
Callboard, library and command line, with the same Ansible at the same path, and compares

- the events: names, order, \`counter\`, \`stdout\`, \`start_line\`, \`end_line\`, every key and value of \`event_data\`, and the
  links between \`uuid\`, \`parent_uuid\`, \`task_uuid\`, \`play_uuid\` and \`playbook_uuid\`, suffixes such as \`_2\` included,
- what handlers are told, in which order, and that it is what the files say,
- \`rc\`, \`status\`, statistics, host events, fact cache,
- every file left behind, with its permissions, and the content of \`command\`, \`stdout\`, \`rc\`, \`status\`, \`fact_cache/\`,
- exit codes and output of the command line.

Identifiers are compared by the order of their first appearance; times, durations, process numbers and temporary names
only by their kind. Where several hosts run at once, each host's events are compared in their order.

\`npm run compat -- --self\` compares the peer with itself, so that what remains is a difference and not chance.
\`npm run compat -- --help\` shows how to choose versions of Ansible and scenarios.

Everything is equal but what follows; anything else fails the command.
${Object.entries(KINDS).map(makeSection).join('')}
## Beyond the comparison

- A handler in JavaScript gets JavaScript's numbers: integers beyond 2^53 are rounded there. Journal, \`job_events/\` and
  \`fact_cache/\` keep every digit.
- On pipes (\`subprocess\`) \`stdout\` and \`stderr\` are files of their own for both. The peer counts the events of stderr from 1
  again, beside those of stdout; here they go on with the run's numbers, and have \`stream: "stderr"\`.
- A terminal of 24 × 80 is what both give to Ansible; here it is a setting.

## Ansible's other commands

Compared by \`packages/callboard/test/commands/peers.test.ts\`. Answers, stderr, exit codes and artifacts are equal but for:

- **Nothing is left behind** without a private data dir. The peer leaves a directory in the system's for temporary files.
- **A question that fails throws** (\`CommandError\`), with all that the command said. The peer returns an empty response.
- **JSON is the default**, as the peer's documentation says; its functions give text unless they are asked. A graph is
  text, where the peer fails in an exception when it is asked for JSON. Warnings are a list of their own.
- **The configuration is the user's.** What the peer sets for its own callback is in its answer to \`dump\`.
- **Questions have no events**, \`job_events/\` or handlers; the peer makes an event of each line of the answer.
- **\`runnerMode: 'pexpect'\` can be chosen.** The peer refuses it for commands, unless \`input_fd\` is given, which it then
  ignores. Text that no newline ends is in the answer; the peer loses it.
- **A program's path is seen through.** \`/usr/bin/ansible-doc\` is \`ansible-doc\`; the peer takes it for another program.
- **Streams of the user's** can be Node's streams; the command runs in a session of its own, so that Ctrl-C reaches it through
  this process only.
- **In containers** also \`--playbook-dir\`, \`--vault-id\`, \`-e @file\` and \`--inventory=file\` are seen. The private data dir's paths
  are translated, and the container has an IPC namespace of its own. A sandbox of bubblewrap works as for runs; the peer ignores it.
`;
}

function makeSection([kind, title]) {
  const rows = differences.filter((difference) => difference.kind === kind).map(makeRow);
  return `\n## ${title}\n\n${rows.join('\n')}\n`;
}

const makeRow = ({ name, reason }) => wrap(`- **${name[0].toUpperCase()}${name.slice(1)}.** ${reason}`);

function wrap(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + word.length > 118) lines.push(' ');
    lines[lines.length - 1] += lines.at(-1) === '' ? word : ` ${word}`;
  }
  return lines.join('\n');
}
