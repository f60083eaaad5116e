import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkOptions } from '#callboard/config/check-options.js';
import { chooseIdent } from '#callboard/config/choose-ident.js';
import { findNearest } from '#callboard/config/find-nearest.js';
import { listPrompts } from '#callboard/config/list-prompts.js';
import type { RunOptions } from '#callboard/config/run-options.js';
import type { CallboardError } from '#callboard/errors.js';

const check = (options: Record<string, unknown>): void =>
  checkOptions({ privateDataDir: '/pdd', ...options } as RunOptions);

function refusal(work: () => unknown): CallboardError {
  try {
    work();
  } catch (thrown) {
    return thrown as CallboardError;
  }
  return assert.fail('it was accepted');
}

describe('options', () => {
  for (const [typo, meant] of Object.entries({
    playbok: 'playbook',
    private_data_dir: 'privateDataDir',
    extraVars: 'extravars',
    extra_vars: 'extravars',
    host_pattern: 'hostPattern',
    verbosty: 'verbosity',
    rotate_artifacts: 'rotateArtifacts',
    event_handler: 'eventHandler',
    timeOut: 'timeout',
    skiptag: 'skipTags',
    envVars: 'envvars',
    inventroy: 'inventory',
    json_mode: 'jsonMode',
  })) {
    it(`answer ${typo} with ${meant}`, () => {
      const { code, message } = refusal(() => check({ [typo]: 1 }));
      assert.equal(code, 'ERR_OPTION_UNKNOWN');
      assert.ok(message.includes(`\`${typo}\``) && message.includes(`Did you mean \`${meant}\`?`), message);
    });
  }

  it('offer no name where none is near, nor one that every object has', () => {
    assert.match(refusal(() => check({ xyzzyxyzzy: 1 })).message, /See RunOptions/);
    assert.equal(refusal(() => check({ toString: 1 })).code, 'ERR_OPTION_UNKNOWN');
    assert.equal(findNearest('constructor', ['playbook']), undefined);
  });

  const right: readonly (readonly [name: string, values: readonly unknown[]])[] = [
    ['playbook', ['p.yml', { hosts: 'all' }, [{ hosts: 'all' }]]],
    ['inventory', ['hosts', { all: {} }, ['a', 'b']]],
    ['extravars', [{ a: 1 }, 'file']],
    ['passwords', [{ p: 'q' }, [['p', 'q']], new Map([['p', 'q']])]],
    ['tags', ['a,b', ['a', 'b']]],
    ['rolesPath', ['/r', ['/r', '/s']]],
    ['forks', [0, 5]],
    ['timeout', [0, 2.5]],
    ['quiet', [true, false]],
    ['eventHandler', [() => undefined, async () => Promise.resolve()]],
    ['signal', [new AbortController().signal]],
    ['runnerMode', ['pexpect', 'subprocess']],
  ];
  for (const [name, values] of right) {
    it(`take for ${name} what it may be, and undefined`, () => {
      for (const value of [...values, undefined]) check({ [name]: value });
    });
  }

  const wrong: readonly (readonly [name: string, values: readonly unknown[], wanted: RegExp])[] = [
    ['playbook', [5, null, true], /a string or an object or a list/],
    ['inventory', [5, null, [1]], /a string or an object or a list of strings/],
    ['module', [5, {}, null], /a string/],
    ['extravars', [[], 5, null], /an object or a string/],
    ['envvars', ['A=b', [], null], /an object/],
    ['passwords', ['x', 5, null, [null], [[1, 'x']], ['p', 'q']], /an object or a list of pairs/],
    ['tags', [5, [1], {}], /a string or a list of strings/],
    ['forks', [-1, 1.5, '5', Number.NaN, Infinity], /a whole number, zero or more/],
    ['verbosity', [-1, 'vv', 0.5], /a whole number, zero or more/],
    ['rotateArtifacts', [-1, '3'], /a whole number, zero or more/],
    ['timeout', [-1, '5', Infinity], /a number, zero or more/],
    ['quiet', [1, 'yes', null], /true or false/],
    ['eventHandler', ['f', {}, null], /a function/],
    ['signal', [{}, new AbortController()], /an AbortSignal/],
    ['runnerMode', ['pty', ''], /'pexpect' or 'subprocess'/],
  ];
  for (const [name, values, wanted] of wrong) {
    it(`refuse for ${name} what it may not be, and say what it may`, () => {
      for (const value of values) {
        const { code, message } = refusal(() => check({ [name]: value }));
        assert.equal(code, 'ERR_OPTION_TYPE', String(value));
        assert.match(message, wanted);
        assert.ok(message.includes(`\`${name}\``), message);
      }
    });
  }

  it('exclude each other: playbook, module, role', () => {
    for (const pair of [
      { playbook: 'p', module: 'm' },
      { module: 'm', role: 'r' },
      { playbook: 'p', role: 'r' },
    ]) {
      const { code, message } = refusal(() => check(pair));
      assert.equal(code, 'ERR_OPTION_CONFLICT');
      for (const name of Object.keys(pair)) assert.ok(message.includes(`\`${name}\``));
    }
  });

  it('must be an object with a privateDataDir', () => {
    for (const options of [undefined, null, 'x'])
      assert.equal(refusal(() => checkOptions(options as never)).code, 'ERR_OPTION_TYPE');
    for (const options of [{}, { privateDataDir: '' }])
      assert.equal(refusal(() => checkOptions(options as never)).code, 'ERR_OPTION_MISSING');
  });
});

describe('an ident', () => {
  it('is taken as it is where it can name a directory', () => {
    for (const ident of ['a', '5', 'run-1.2_x', 'ünï', 'a b', '...', '.hidden', 'x'.repeat(200)])
      assert.equal(chooseIdent(ident), ident);
  });

  it('is a new one where none is given', () => {
    assert.match(chooseIdent(undefined), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(chooseIdent(undefined), chooseIdent(undefined));
  });

  it('is refused where it would lead elsewhere, or name nothing', () => {
    for (const ident of ['', '.', '..', '/', 'a/b', '../x', '/abs', 'a\0b', 'x'.repeat(201), 'ü'.repeat(101)]) {
      assert.equal(refusal(() => chooseIdent(ident)).code, 'ERR_IDENT', JSON.stringify(ident));
    }
  });
});

describe('prompts', () => {
  it('come in the order of the option, then of the file; the file answers where both know the pattern', () => {
    const option = { 'b:': '1', 'a:': '2' };
    const file: [string, unknown][] = [
      ['c:', '3'],
      ['b:', '4'],
    ];
    assert.deepEqual(listPrompts(option, file), [
      ['b:', '4'],
      ['a:', '2'],
      ['c:', '3'],
    ]);
  });

  it('may be an object, pairs or a Map, and answers may be numbers or nothing', () => {
    const pairs: [string, string][] = [
      ['10', 'x'],
      ['9', 'y'],
    ];
    assert.deepEqual(listPrompts(pairs, undefined), pairs);
    assert.deepEqual(listPrompts(new Map(pairs), undefined), pairs);
    assert.deepEqual(
      listPrompts(undefined, [
        ['p', 1234],
        ['q', null],
      ]),
      [
        ['p', '1234'],
        ['q', ''],
      ],
    );
    assert.deepEqual(listPrompts(undefined, undefined), []);
  });

  it('have answers that are no objects', () => {
    assert.equal(refusal(() => listPrompts(undefined, [['p', { a: 1 }]])).code, 'ERR_OPTION_TYPE');
  });
});
