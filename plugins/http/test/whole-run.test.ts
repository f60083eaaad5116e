import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '@callboard/testkit';
import { type Received, startReceiver } from './helpers/start-receiver.js';

interface SentEvent {
  readonly id: string;
  readonly data: { readonly event?: string; readonly event_data?: { readonly res?: { readonly msg?: string } } };
}

const readEvents = ({ body }: Received): SentEvent[] => JSON.parse(body.toString()) as SentEvent[];

const isPoison = ({ data }: SentEvent): boolean =>
  data.event === 'runner_on_ok' && data.event_data?.res?.msg === 'poison';

/** Takes everything but requests that hold the poison, as long as it is picky. */
class PickyReceiver {
  isPicky = true;
  readonly refused: SentEvent[][] = [];
  readonly accepted: SentEvent[][] = [];

  readonly answer = (
    received: Received,
    response: { writeHead(status: number): { end(text?: string): void } },
  ): void => {
    const events = readEvents(received);
    const isRefused = this.isPicky && events.some(isPoison);
    (isRefused ? this.refused : this.accepted).push(events);
    if (isRefused) response.writeHead(422).end('{"error":"no poison here"}');
    else response.writeHead(204).end();
  };
}

test('of a real play, the record that the receiver refuses is found by halving, set aside, and sent on command', async (t) => {
  const project = new Project(new URL('../', import.meta.url));
  t.after(() => project.remove());
  const { privateDataDir } = project;
  const picky = new PickyReceiver();
  const receiver = await startReceiver({ answer: picky.answer });
  const tasks = ['bread', 'salt', 'poison', 'wine', 'cheese'].map((msg) => ({ name: `bring ${msg}`, debug: { msg } }));
  project.writePlay('site.yml', [{ hosts: 'localhost', connection: 'local', gather_facts: false, tasks }]);
  project.configure({
    runner_http_url: receiver.url,
    runner_http_format: 'cloudevents-batch',
    // Nothing is sent before the last record is there: one batch holds them all.
    plugins: { http: { batch_linger: 600 } },
  });

  const run = await project.run('run', privateDataDir, '-p', 'site.yml', '-i', 'feast');
  assert.equal(run.code, 0, run.stderr);
  const [, delivered] = /^callboard: http: (\d+) delivered, 1 rejected/m.exec(run.stderr) ?? [];
  const total = Number(delivered) + 1;
  assert.deepEqual([...new Set(picky.refused.map((events) => events.filter(isPoison).length))], [1]);
  const sizes = picky.refused.map(({ length }) => length);
  assert.equal(sizes[0], total, 'first all of them');
  assert.equal(sizes.at(-1), 1, 'then fewer, down to the one');
  assert.ok(sizes.length <= Math.ceil(Math.log2(total)) + 1, `${sizes.length} requests were refused`);

  const poison = picky.refused.at(-1)?.[0]?.id;
  const ids = Array.from({ length: total }, (_, at) => `feast:${at + 1}`);
  assert.deepEqual(
    picky.accepted.flat().map(({ id }) => id),
    ids.filter((id) => id !== poison),
  );
  const dead = await project.run('deliveries', privateDataDir, '--dead');
  assert.match(
    dead.stdout,
    new RegExp(`^${poison} +http +runner_on_ok localhost\\n.*answered 422.*\\n.*no poison here`),
  );

  picky.isPicky = false;
  picky.accepted.length = 0;
  const again = await project.run('deliver', privateDataDir, '--dead');
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(
    picky.accepted.map((events) => events.map(({ id }) => id)),
    [[poison]],
  );
});
