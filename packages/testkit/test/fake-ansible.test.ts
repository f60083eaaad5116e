import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installFakeAnsible } from '#testkit/install-fake-ansible.js';
import { readOracle } from '#testkit/oracle.js';
import type { Scenario } from '#testkit/scenario.js';

const plugin = fileURLToPath(new URL('../../callboard/python', import.meta.url));
const nonce = 'feedfeedfeedfeed';

describe('the fake Ansible', () => {
  let home: string;
  let fake: string;

  before(() => {
    home = mkdtempSync(join(tmpdir(), 'testkit-'));
    fake = installFakeAnsible(home);
  });
  after(() => rmSync(home, { recursive: true }));

  function play(scenario: Scenario, ...options: string[]) {
    const playbook = join(home, 'play.json');
    const spool = join(home, 'spool');
    rmSync(spool, { force: true });
    writeFileSync(playbook, JSON.stringify(scenario));
    const env = { ...process.env, CALLBOARD_SPOOL: spool, CALLBOARD_NONCE: nonce };
    const done = spawnSync(fake, [...options, '-i', 'hosts', playbook], { env, maxBuffer: 1 << 28 });
    return { ...done, spool: existsSync(spool) ? readFileSync(spool, 'utf8') : '' };
  }

  it('writes spool and marks byte for byte as the capture plugin does', () => {
    const oracle = join(home, 'oracle');
    const { spool, stdout } = play({ events: 300, variety: 7, oracle });
    const entries = readOracle(oracle);
    const script = `
import json, sys
sys.path.insert(0, ${JSON.stringify(plugin)})
from callboard_capture.spool import Spool
spool = Spool(sys.argv[1], ${JSON.stringify(nonce)})
out = sys.stdout.buffer
for line in sys.stdin.buffer:
    entry = json.loads(line)
    mark = spool.append(entry["data"]) if entry["event"] else ""
    out.write(mark.encode() + entry["text"].encode("latin-1") + (spool.end_mark.encode() if mark else b""))
`;
    const real = join(home, 'real-spool');
    const shown = execFileSync('python3', ['-B', '-c', script, real], {
      input: readFileSync(oracle),
      maxBuffer: 1 << 28,
    });
    assert.equal(entries.filter(({ event }) => event !== null).length, 301);
    assert.equal(spool, readFileSync(real, 'utf8'));
    assert.ok(stdout.equals(shown), 'the terminal differs');
  });

  it('says the same in batches and one by one, whole and in pieces', () => {
    const one = play({ events: 50 });
    assert.equal(one.spool.split('\n').length, 52);
    const stable = (text: string) => text.replace(/"pid":\d+/g, '').replace(/^[0-9a-f]{8} /gm, '');
    for (const scenario of [{ batch: 7 }, { chunkBytes: 3 }]) {
      const other = play({ events: 50, ...scenario });
      assert.equal(stable(other.spool), stable(one.spool));
      assert.ok(other.stdout.equals(one.stdout));
    }
  });

  it('takes options before what the playbook says, and ends as told', () => {
    const { status, stderr, spool } = play({ events: 5, stderr: 'oops' }, '--events', '2', '--exit-code', '3');
    assert.equal(status, 3);
    assert.equal(stderr.toString(), 'oops');
    assert.equal(spool.split('\n').length, 4);
    assert.equal(play({ killedBy: 'SIGKILL' }).signal, 'SIGKILL');
  });

  it('refuses a scenario with a member that it does not know', () => {
    const { status, stderr } = play({ event: 5 } as Scenario);
    assert.equal(status, 1);
    assert.match(stderr.toString(), /knows no event/);
  });
});
