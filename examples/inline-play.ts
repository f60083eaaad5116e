// Everything given as options: nothing has to lie in the private data dir. And a secret, which is kept nowhere.
//
//     node examples/dist/inline-play.js
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'callboard';

const privateDataDir = await mkdtemp(join(tmpdir(), 'callboard-inline-'));
try {
  const { status, run: recorded } = await run({
    privateDataDir,
    inventory: { all: { hosts: { localhost: { ansible_connection: 'local' } } } },
    extravars: { city: 'Graz' },
    // Python regular expressions, matched with the text that is seen; answers are secrets.
    passwords: { '^Password of the archive:': 'open sesame' },
    playbook: {
      hosts: 'localhost',
      gather_facts: false,
      vars_prompt: [{ name: 'word', prompt: 'Password of the archive', private: true }],
      tasks: [{ name: 'tell', 'ansible.builtin.debug': { msg: 'In {{ city }} the word is {{ word }}' } }],
    },
  });
  console.log(status);
  console.log(await recorded.stdout());
} finally {
  await rm(privateDataDir, { recursive: true });
}
