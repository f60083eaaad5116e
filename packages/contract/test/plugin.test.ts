import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { contractVersion, definePlugin, defineSink, delivered, rejected, retry } from '#contract/index.js';

test('a defined plugin is the same object, marked with kind and contract version', () => {
  const plugin = { eventHandler: () => {} };
  assert.equal(definePlugin(plugin), plugin);
  assert.deepEqual(plugin, { ...plugin, kind: 'plugin', contractVersion });
});

test('handlers may be spelt either way, and are told what happened', () => {
  const seen: string[] = [];
  const plugin = definePlugin({
    status_handler: ({ ident }, { status }) => void seen.push(`${ident} ${status}`),
  });
  const project = { projectDir: '/srv/demo/project', cwd: '/srv/demo/project', command: ['ansible-playbook'] };
  const run = { ident: 'demo', privateDataDir: '/srv/demo', artifactDir: '/srv/demo/artifacts/demo' };
  const config = { ...run, ...project, settings: {} };
  plugin.status_handler(config, { status: 'failed', runner_ident: 'demo' });
  assert.deepEqual(seen, ['demo failed']);
});

test('a sink may be an instance of a class', () => {
  class Counter {
    readonly name = 'counter';
    #seen = 0;
    deliver(batch: readonly unknown[]): ReturnType<typeof delivered> {
      this.#seen += batch.length;
      return delivered();
    }
    get seen(): number {
      return this.#seen;
    }
  }
  const counter = new Counter();
  assert.equal(defineSink(counter), counter);
});

test('delivery results say what is to be done', () => {
  assert.deepEqual(delivered(), { outcome: 'delivered' });
  assert.deepEqual(retry('busy'), { outcome: 'retry', reason: 'busy' });
  assert.deepEqual(retry('busy', { afterMs: 250 }), { outcome: 'retry', reason: 'busy', afterMs: 250 });
  assert.deepEqual(rejected(['demo:7'], 'too long'), { outcome: 'rejected', ids: ['demo:7'], reason: 'too long' });
});
