import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSettings } from '#callboard/config/read-settings.js';
import type { CallboardError } from '#callboard/errors.js';

describe('settings', () => {
  it('take the file before the option, name by name', () => {
    const settings = readSettings({ idle_timeout: 5, job_timeout: 10 }, { job_timeout: 20, fact_cache: 'f' });
    assert.deepEqual([settings.idleTimeout, settings.jobTimeout, settings.factCache], [5, 20, 'f']);
  });

  it('that are misspelt are refused, and the right one is named', () => {
    for (const [typo, meant] of [
      ['idle_timout', 'idle_timeout'],
      ['job-timeout', 'job_timeout'],
      ['plugin', 'plugins'],
      ['redact_name', 'redact_names'],
    ] as const) {
      const message = `There is no setting \`${typo}\`. Did you mean \`${meant}\`?`;
      assert.throws(() => readSettings(undefined, { [typo]: 1 }), { code: 'ERR_OPTION_UNKNOWN', message });
      assert.throws(() => readSettings({ [typo]: 1 }, undefined), { code: 'ERR_OPTION_UNKNOWN', message });
    }
  });

  it("may be those of plugins, also of such as aren't here", () => {
    const own = { runner_http_url: 'http://127.0.0.1/', chat_timeout: 5, suppress_env_files: true };
    assert.deepEqual(readSettings(undefined, own).all, own);
  });

  it('have the documented values where nothing is set', () => {
    const settings = readSettings(undefined, undefined);
    assert.deepEqual(
      { ...settings, all: undefined },
      {
        ...settings,
        idleTimeout: undefined,
        jobTimeout: undefined,
        pexpectTimeout: 5,
        subprocessTimeout: undefined,
        suppressOutputFile: false,
        suppressEventFiles: false,
        suppressAnsibleOutput: undefined,
        factCache: undefined,
        factCacheType: undefined,
        stopGrace: 10,
        terminal: { rows: 24, columns: 80 },
        redact: { values: [], names: [] },
        all: undefined,
      },
    );
  });

  it("take nought and null for not set, and numbers that are texts, as Python's runner", () => {
    const settings = readSettings(
      { idle_timeout: 0, job_timeout: null, pexpect_timeout: '7', suppress_output_file: null },
      undefined,
    );
    assert.deepEqual(
      [settings.idleTimeout, settings.jobTimeout, settings.pexpectTimeout, settings.suppressOutputFile],
      [undefined, undefined, 7, false],
    );
  });

  it('take a stop_grace of nought as it is: SIGKILL at once', () => {
    const graces = [0, '0', null, 3].map((stop_grace) => readSettings({ stop_grace }, undefined).stopGrace);
    assert.deepEqual(graces, [0, 0, 10, 3]);
  });

  it('keep what they do not know, for plugins', () => {
    assert.deepEqual(readSettings({ runner_http_url: 'http://x' }, { own: [1] }).all, {
      runner_http_url: 'http://x',
      own: [1],
    });
  });

  const wrong: readonly (readonly [name: string, value: unknown])[] = [
    ['idle_timeout', -1],
    ['job_timeout', 'soon'],
    ['job_timeout', Number.NaN],
    ['pexpect_timeout', []],
    ['stop_grace', true],
    ['suppress_output_file', 'yes'],
    ['suppress_event_files', 'no'],
    ['suppress_ansible_output', 1],
    ['fact_cache', 5],
    ['fact_cache_type', {}],
    ['redact_values', 'x'],
    ['redact_values', [1]],
    ['redact_names', ['(']],
    ['redact_names', 'x'],
  ];
  for (const [name, value] of wrong) {
    it(`refuse ${name}: ${JSON.stringify(value)} by its name`, () => {
      assert.throws(
        () => readSettings({ [name]: value }, undefined),
        (thrown: CallboardError) => {
          assert.equal(thrown.code, 'ERR_OPTION_TYPE');
          assert.match(thrown.message, new RegExp(`\`${name}\` must be `));
          return true;
        },
      );
    });
  }
});
