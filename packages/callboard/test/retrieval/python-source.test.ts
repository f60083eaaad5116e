import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRun, type RecordedRun, run } from '#callboard/index.js';
import { prepareFakeRun } from '../helpers/fake-run.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

/** Rewrites a run of ours as Python's runner leaves one: json.dumps with its blanks and order, no journal. */
const asPythonWrites = `
import json, os, sys
root = sys.argv[1]
os.remove(os.path.join(root, "journal.ndjson"))
directory = os.path.join(root, "job_events")
for name in os.listdir(directory):
    path = os.path.join(directory, name)
    with open(path) as file:
        event = json.load(file)
    order = ["uuid", "counter", "stdout", "start_line", "end_line", "runner_ident", "event", "pid", "created", "parent_uuid", "event_data"]
    with open(path, "w") as file:
        json.dump({key: event[key] for key in order if key in event}, file)
with open(os.path.join(directory, "abcd-partial.json"), "w") as file:
    file.write('{"uuid": "')
`;

async function makeBoth(): Promise<{ ours: RecordedRun; pythons: RecordedRun; directory: string }> {
  const fake = prepareFakeRun({ events: 60, variety: 3, outsideEvery: 7, exitCode: 2 });
  const { run: ours } = await run(fake.options);
  const privateDataDir = makeTemporaryDir();
  const directory = join(privateDataDir, 'artifacts/run');
  cpSync(fake.artifactDir, directory, { recursive: true });
  execFileSync('python3', ['-c', asPythonWrites, directory]);
  return { ours, pythons: await openRun(privateDataDir, 'run'), directory };
}

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("a run that Python's ansible-runner wrote", () => {
  it('reads as one of ours: events, statuses, stats, host events, rc, stdout', async () => {
    const { ours, pythons } = await makeBoth();
    assert.deepEqual(await gather(pythons.events), await gather(ours.events));
    assert.deepEqual(await gather(pythons.events.from(40)), await gather(ours.events.from(40)));
    assert.deepEqual(await gather(pythons.statuses), await gather(ours.statuses));
    assert.deepEqual(await pythons.stats(), await ours.stats());
    assert.ok((await gather(ours.hostEvents('host7'))).length === 3);
    assert.deepEqual(await gather(pythons.hostEvents('host7')), await gather(ours.hostEvents('host7')));
    assert.equal(await pythons.stdout(), await ours.stdout());
    assert.deepEqual([pythons.status, pythons.rc, pythons.isFinished, pythons.cutOff], ['failed', 2, true, false]);
    assert.deepEqual([ours.status, ours.rc, ours.isFinished, ours.cutOff], ['failed', 2, true, false]);
  });

  it('finds hosts whatever their names', async () => {
    const directory = join(makeTemporaryDir(), 'artifacts/run');
    mkdirSync(join(directory, 'job_events'), { recursive: true });
    const hosts = ['höst', '日本', 'a"b', 'back\\slash', '🎭'];
    for (const [index, host] of hosts.entries()) {
      const event = {
        uuid: `u${index}`,
        counter: index + 1,
        stdout: '',
        start_line: 0,
        end_line: 0,
        runner_ident: 'run',
        event: 'runner_on_ok',
        event_data: { host },
      };
      writeFileSync(join(directory, `job_events/${index + 1}-u${index}.json`), JSON.stringify(event));
    }
    const recorded = await openRun(join(directory, '../..'), 'run');
    for (const [index, host] of hosts.entries()) {
      assert.deepEqual(
        (await gather(recorded.hostEvents(host))).map(({ counter }) => counter),
        [index + 1],
        host,
      );
    }
    assert.deepEqual(await gather(recorded.hostEvents('hö')), []);
  });

  it('is there as far as it is there: no status yet, no command, None for an rc', async () => {
    const { directory } = await makeBoth();
    const open = (): Promise<RecordedRun> => openRun(join(directory, '../..'), 'run');
    writeFileSync(join(directory, 'rc'), 'None');
    assert.equal((await open()).rc, undefined);
    rmSync(join(directory, 'status'));
    const running = await open();
    assert.deepEqual([running.status, running.isFinished, running.cutOff], ['running', false, false]);
    renameSync(join(directory, 'command'), join(directory, 'gone'));
    assert.deepEqual(await gather((await open()).statuses), []);
  });
});

describe('opening a run', () => {
  it('says that there is none, and where', async () => {
    const privateDataDir = makeTemporaryDir();
    await assert.rejects(openRun(privateDataDir, 'nope'), {
      code: 'ERR_RUN_NOT_FOUND',
      message: /"nope".*artifacts\/nope/,
    });
  });

  it('does not leave the artifacts by its ident', async () => {
    for (const ident of ['..', '../x', '', '.'])
      await assert.rejects(openRun(makeTemporaryDir(), ident), { code: 'ERR_IDENT' });
  });

  it('gives a run of ours whole, from wherever its artifacts lie', async () => {
    const elsewhere = makeTemporaryDir();
    const fake = prepareFakeRun({ events: 5 }, { artifactDir: elsewhere });
    const { run: live } = await run(fake.options);
    const opened = await openRun(fake.options.privateDataDir, 'run', { artifactDir: elsewhere });
    assert.deepEqual(await gather(opened), await gather(live));
    assert.deepEqual(await opened.stats(), await live.stats());
    assert.deepEqual(opened.damage, []);
  });

  it('leaves damaged records out and tells them', async () => {
    const fake = prepareFakeRun({ events: 5 });
    await run(fake.options);
    const path = join(fake.artifactDir, 'journal.ndjson');
    const lines = readFileSync(path, 'utf8').split('\n');
    lines[4] = lines[4]!.replace('runner_on_ok', 'runner_on_no');
    writeFileSync(path, lines.join('\n'));
    const opened = await openRun(fake.options.privateDataDir, 'run');
    const events = await gather(opened.events);
    assert.deepEqual(
      events.map(({ counter }) => counter),
      [1, 2, 4, 5, 6],
    );
    assert.deepEqual(
      opened.damage.map(({ line }) => line),
      [5],
    );
    assert.ok(readdirSync(fake.artifactDir).includes('job_events'));
  });
});
