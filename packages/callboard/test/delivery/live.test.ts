import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { type Delivery, delivered, rejected, retry } from '@callboard/contract';
import { deliverRuns } from '#callboard/delivery/deliver-recorded.js';
import { findDelivery } from '#callboard/delivery/delivery-paths.js';
import { readReceipt } from '#callboard/delivery/keep-cursor.js';
import { CallboardError, type RunResult, run, start } from '#callboard/index.js';
import { tryLock } from '#callboard/journal/hold-lock.js';
import { findRuns } from '#callboard/retrieval/find-runs.js';
import { type FakeRun, prepareFakeRun } from '../helpers/fake-run.js';
import { type Deliver, makeSink } from './make-sink.js';
import { inProject, makeProject, sharePlugin } from './project.js';

/** A few hundred events, then the statistics. */
const scenario = { events: 300, batch: 50 };
const events = 301;

/** However busy the machine is, a sink that works has the time to finish. */
const patient = { drain_timeout: 60 };

interface Told {
  readonly result: RunResult | undefined;
  readonly error: CallboardError | undefined;
  readonly prepared: FakeRun;
}

/** Runs the fake with these plugins installed, and options for each. */
async function play(
  plugins: Record<string, unknown>,
  options: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Promise<Told> {
  const prepared = prepareFakeRun(scenario, {
    settings: {
      delivery: patient,
      plugins: Object.keys(plugins).map((name) => ({ name, ...(options[name] as object) })),
    },
    ...more,
  });
  const root = makeProject(Object.entries(plugins).map(([name, plugin]) => sharePlugin(name, plugin)));
  return await inProject(root, async () => {
    try {
      return { result: await run(prepared.options), error: undefined, prepared };
    } catch (thrown) {
      assert.ok(thrown instanceof CallboardError, String(thrown));
      return { result: undefined, error: thrown, prepared };
    }
  });
}

function sink(name: string, deliver: Deliver): unknown {
  return { name, deliver };
}

interface Line {
  readonly n: number;
  readonly kind: string;
  readonly data: { readonly status?: string; readonly counter?: number };
}

function readJournal({ artifactDir }: FakeRun): Line[] {
  return readFileSync(join(artifactDir, 'journal.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** The journal says all that the fake said, and how it ended. */
function assertWhole(prepared: FakeRun, status = 'successful'): void {
  const journal = readJournal(prepared);
  assert.deepEqual(
    journal.map(({ n }) => n),
    journal.map((_, at) => at + 1),
  );
  const counters = journal.filter(({ kind }) => kind === 'event').map(({ data }) => data.counter);
  assert.deepEqual(
    counters,
    Array.from({ length: events }, (_, at) => at + 1),
  );
  assert.deepEqual(
    journal.filter(({ kind }) => kind === 'status').map(({ data }) => data.status),
    ['starting', 'running', status],
  );
}

test('a healthy sink has everything when the run is over, in order, durable records only', async () => {
  const got: Delivery[] = [];
  const { result, prepared } = await play({ good: sink('good', (batch) => (got.push(...batch), delivered())) });
  assertWhole(prepared);
  assert.deepEqual(
    got.map(({ n, id }) => `${n} ${id}`),
    readJournal(prepared).map(({ n }) => `${n} run:${n}`),
  );
  const [receipt] = result?.deliveries ?? [];
  assert.deepEqual(
    [receipt?.sink, receipt?.state, receipt?.delivered, receipt?.owed],
    ['good', 'complete', events + 3, 0],
  );
  assert.deepEqual(await readReceipt(findDelivery(prepared.artifactDir, 'good')), receipt);
});

/** When records arrived, and whether they did so at a pace as long as the play went on. */
function watchPace() {
  const moments: number[] = [];
  let ended = 0;
  return {
    moments,
    arrive: (batch: readonly Delivery[]): void => void moments.push(...batch.map(() => performance.now())),
    statusHandler: ({ status }: { status: string }): void =>
      void (status === 'successful' && (ended = performance.now())),
    /** At most so many in a quarter of a second. */
    assertKept: (most: number): void => {
      const [first] = moments as [number];
      const { length } = moments.filter((moment) => moment < ended);
      assert.ok(length <= most * (1 + Math.floor((ended - first) / 250)), `${length} while it went on`);
    },
  };
}

test('a flood goes to a sink at its pace while the play goes on, and all at once when it is over', async () => {
  const { moments, arrive, statusHandler, assertKept } = watchPace();
  const { result } = await play(
    { even: sink('even', (batch) => (arrive(batch), delivered())) },
    { even: { batch_records: 1, live_pace: 40 } },
    { statusHandler },
  );
  assertKept(10);
  assert.deepEqual([result?.deliveries[0]?.state, moments.length], ['complete', events + 3]);
});

/** Each waits until Ansible's end is in the journal: a run that waited for its sink would never get there. */
const troubles: Readonly<Record<string, (ended: () => boolean) => Deliver>> = {
  slow: (ended) => async () => {
    while (!ended()) await new Promise((resolve) => setTimeout(resolve, 5));
    return delivered();
  },
  hung: () => () => new Promise(() => undefined),
  refusing: (ended) => () => (ended() ? delivered() : retry('not before the end')),
  flapping: (ended) => {
    let calls = 0;
    return () => {
      if (!ended() && (calls += 1) % 2 === 0) throw new Error('gone again');
      return calls % 2 === 0 || ended() ? delivered() : retry('busy');
    };
  },
  dead: () => () => {
    throw new Error('connect ECONNREFUSED');
  },
};

for (const [name, makeDeliver] of Object.entries(troubles)) {
  test(`a ${name} sink leaves the play and the journal alone`, async () => {
    let ended = false;
    const statusHandler = ({ status }: { status: string }): void => void (ended ||= status === 'successful');
    const options = {
      drain_timeout: 0.3,
      attempt_timeout: 60,
      retry_initial: 0.01,
      retry_max: 0.05,
      breaker_failures: 1e6,
    };
    const { result, prepared } = await play(
      {
        [name]: sink(
          name,
          makeDeliver(() => ended),
        ),
      },
      { [name]: options },
      { statusHandler },
    );
    assert.equal(result?.status, 'successful');
    assertWhole(prepared);
    const [receipt] = result.deliveries;
    assert.ok(receipt);
    const isLost = name === 'hung' || name === 'dead';
    assert.deepEqual([receipt.state, receipt.delivered + receipt.owed], [isLost ? 'owed' : 'complete', events + 3]);
    assert.equal(receipt.delivered, isLost ? 0 : events + 3);
  });
}

/** A promise that is none of our realm's. */
const rejectElsewhere = runInNewContext('(why) => Promise.reject(why)') as (why: Error) => PromiseLike<never>;

/** Published form: its failure is the run's. */
const failures: readonly [string, unknown, RegExp][] = [
  [
    'throws',
    {
      eventHandler: () => {
        throw new Error('no more');
      },
    },
    /eventHandler of the plugin throws threw: no more/,
  ],
  [
    'rejects',
    { event_handler: async () => await Promise.reject(new Error('later')) },
    /eventHandler of the plugin rejects threw: later/,
  ],
  [
    'refuses',
    { eventHandler: () => rejectElsewhere(new Error('not ours')) },
    /eventHandler of the plugin refuses threw: not ours/,
  ],
  [
    'hangs',
    { eventHandler: () => new Promise(() => undefined) },
    /plugin hangs threw: eventHandler took longer than 0.05 s/,
  ],
  [
    'grumbles',
    {
      statusHandler: () => {
        throw new Error('no status');
      },
    },
    /statusHandler of the plugin grumbles threw: no status/,
  ],
];

for (const [name, plugin, message] of failures) {
  test(`a plugin that ${name} fails the run by name; other plugins are served, artifacts are complete`, async () => {
    const got: number[] = [];
    const others = sink('other', (batch) => (got.push(...batch.map(({ n }) => n)), delivered()));
    const { error, prepared } = await play({ [name]: plugin, other: others }, { [name]: { handler_timeout: 0.05 } });
    assert.equal(error?.code, 'ERR_PLUGIN_THREW');
    assert.match(error.message, message);
    const journal = readJournal(prepared);
    assert.equal(journal.at(-1)?.data.status, 'error');
    assert.deepEqual(
      got,
      journal.map(({ n }) => n),
      'the other has all, the last status too',
    );
    for (const file of ['status', 'rc', 'stdout', 'command'])
      assert.ok(existsSync(join(prepared.artifactDir, file)), file);
    assert.equal(readFileSync(join(prepared.artifactDir, 'status'), 'utf8'), 'error');
  });

  test(`with \`on_plugin_error: continue\` a plugin that ${name} is left out, and the run goes on`, async () => {
    const { result, prepared } = await play(
      { [name]: plugin },
      { [name]: { handler_timeout: 0.05, on_plugin_error: 'continue' } },
    );
    assert.equal(result?.status, 'successful');
    assertWhole(prepared);
  });
}

test('handlers get the settings that they declare as a sink does: environment, `env/settings`, defaults', async () => {
  const seen = new Set<string>();
  const watch = {
    settings: {
      watch_where: { type: 'string', required: true, description: 'From the environment.' },
      watch_depth: { type: 'integer', default: 3, description: 'A default.' },
    },
    statusHandler: ({ settings }: { settings: Record<string, unknown> }) =>
      void seen.add(JSON.stringify([settings['watch_where'], settings['watch_depth'], typeof settings['delivery']])),
  };
  process.env['WATCH_WHERE'] = 'here';
  try {
    const { result } = await play({ watch });
    assert.equal(result?.status, 'successful');
  } finally {
    delete process.env['WATCH_WHERE'];
  }
  assert.deepEqual([...seen], ['["here",3,"object"]']);
});

test('a sink that cannot open fails the run before Ansible starts, or is left out with a receipt that says so', async () => {
  const broken = { name: 'broken', deliver: () => delivered(), open: () => Promise.reject(new Error('no such host')) };
  const failed = await play({ broken });
  assert.deepEqual(
    [failed.error?.code, failed.error?.message],
    ['ERR_PLUGIN_OPEN', 'The plugin broken cannot begin: no such host'],
  );
  assert.ok(!existsSync(failed.prepared.oracle), 'Ansible did not start');
  const { result, prepared } = await play({ broken }, { broken: { on_plugin_error: 'continue' } });
  assertWhole(prepared);
  assert.deepEqual(
    result?.deliveries.map(({ state, trouble }) => [state, trouble]),
    [['failed', 'The plugin broken cannot begin: no such host']],
  );
});

test('rejected records are counted in the result, and what a cursor says is on disk', async () => {
  const { result, prepared } = await play({
    picky: sink('picky', (batch) => {
      const ids = batch.filter(({ n }) => n % 100 === 0).map(({ id }) => id);
      return ids.length > 0 ? rejected(ids, 'a round number') : delivered();
    }),
  });
  const [receipt] = result?.deliveries ?? [];
  assert.deepEqual([receipt?.rejected, receipt?.delivered, receipt?.state], [3, events, 'complete']);
  const dead = readFileSync(findDelivery(prepared.artifactDir, 'picky').deadLetters, 'utf8').trimEnd().split('\n');
  assert.deepEqual(
    dead.map((line) => (JSON.parse(line) as { n: number }).n),
    [100, 200, 300],
  );
});

test('a cursor that cannot be written is in the receipt, which claims nothing that is not kept; the run is not the worse for it', async () => {
  const prepared = prepareFakeRun(scenario);
  const blocking = {
    name: 'blocked',
    // The artifact directory is there when sinks are opened.
    open: ({ artifactDir }: { artifactDir: string }) =>
      void mkdirSync(`${findDelivery(artifactDir, 'blocked').state}.tmp`, { recursive: true }),
    deliver: () => delivered(),
  };
  const root = makeProject([sharePlugin('blocked', blocking)]);
  const result = await inProject(root, async () => await run(prepared.options));
  assert.equal(result.status, 'successful');
  assertWhole(prepared);
  const [receipt] = result.deliveries;
  assert.ok(receipt);
  assert.deepEqual([receipt.state, receipt.cursor, receipt.owed], ['failed', 0, events + 3]);
  assert.match(receipt.trouble ?? '', /EISDIR/);
});

test('`deliver_owed` brings what earlier runs owe when the next one starts', async () => {
  const got: string[] = [];
  let isUp = false;
  const ofRun = (ident: string): string[] => got.filter((id) => id.startsWith(`${ident}:`));
  const plugin = sink('later', async (batch) => {
    if (!isUp) return retry('down');
    // The second run can't end before the earlier one's turn has come.
    while (batch[0]?.id.startsWith('second:') && ofRun('run').length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    got.push(...batch.map(({ id }) => id));
    return delivered();
  });
  const settings = { plugins: { later: { deliver_owed: true, drain_timeout: 0.1, retry_initial: 0.01 } } };
  const prepared = prepareFakeRun(scenario, { settings });
  const root = makeProject([sharePlugin('later', plugin)]);
  await inProject(root, async () => {
    const first = await run(prepared.options);
    assert.equal(first.deliveries[0]?.state, 'owed');
    isUp = true;
    const long = {
      ...prepared.options,
      ident: 'second',
      settings: { plugins: { later: { deliver_owed: true, drain_timeout: 30 } } },
    };
    const second = await run(long);
    assert.equal(second.deliveries[0]?.state, 'complete');
  });
  const ids = (ident: string): string[] => Array.from({ length: events + 3 }, (_, at) => `${ident}:${at + 1}`);
  assert.deepEqual(ofRun('second'), ids('second'));
  const earlier = await readReceipt(findDelivery(prepared.artifactDir, 'later'));
  // The second run's end cuts the earlier one's delivery short; what it got is in order, and the rest stays owed.
  assert.deepEqual(ofRun('run'), ids('run').slice(0, earlier?.cursor));
  assert.ok((earlier?.cursor ?? 0) > 0);
});

test('what earlier runs owe goes out at the pace of the run that brings it, together with what that one says', async () => {
  const { arrive, statusHandler, assertKept } = watchPace();
  let isUp = false;
  const plugin = sink('later', (batch) => {
    if (!isUp) return retry('down');
    arrive(batch);
    return delivered();
  });
  const prepared = prepareFakeRun({ events: 300, delayMs: 4 });
  const options = { deliver_owed: true, batch_records: 1, live_pace: 40, retry_initial: 0.01 };
  const settings = (drain_timeout: number) => ({ plugins: { later: { ...options, drain_timeout } } });
  const root = makeProject([sharePlugin('later', plugin)]);
  await inProject(root, async () => {
    await run({ ...prepared.options, settings: settings(0) });
    isUp = true;
    await run({ ...prepared.options, ident: 'second', settings: settings(60), statusHandler });
  });
  // Ten of the pace, and one that earlier runs have in any case.
  assertKept(11);
});

test('what another process delivers, or a run that goes on, is left to it', async () => {
  const prepared = prepareFakeRun({ events: 5, linger: 600 }, { settings: { stop_grace: 1 } });
  const warnings: string[] = [];
  const deliver = async () =>
    await deliverRuns(await findRuns(join(prepared.artifactDir, '..')), [makeSink(() => delivered())], {
      privateDataDir: prepared.options.privateDataDir as string,
      settings: {},
      all: true,
      stop: new AbortController().signal,
      log: { info: () => undefined, warn: (message) => void warnings.push(message) },
      onReceipt: () => undefined,
    });
  const running = await start(prepared.options);
  for await (const { status } of running.statuses) if (status === 'running') break;
  assert.deepEqual(await deliver(), []);
  assert.match(warnings[0] ?? '', /the run goes on/);
  running.cancel();
  await running.result;

  const paths = findDelivery(prepared.artifactDir, 'tiny');
  mkdirSync(paths.directory, { recursive: true });
  const unlock = await tryLock(paths.lock);
  assert.ok(unlock);
  assert.deepEqual(await deliver(), []);
  assert.match(warnings[1] ?? '', /another process delivers it to tiny/);
  await unlock();
  const [receipt] = await deliver();
  assert.deepEqual([receipt?.state, receipt?.delivered], ['complete', readJournal(prepared).length]);
});
