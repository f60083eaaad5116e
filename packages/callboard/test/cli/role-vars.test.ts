import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePythonLiteral } from '#callboard/cli/options/parse-python-literal.js';
import { parseRoleVars } from '#callboard/cli/options/parse-role-vars.js';
import { askPython } from '../helpers/ask-python.js';

const literals = [
  '1',
  '-1',
  '+2',
  '0',
  '00',
  '0755',
  '1_000',
  '1__0',
  '0x1f',
  '0o17',
  '0b101',
  '1.5',
  '.5',
  '1.',
  '1e3',
  '-1.5e-3',
  '9007199254740991',
  'True',
  'False',
  'None',
  'true',
  'null',
  'plain',
  'a b',
  "'text'",
  '"text"',
  "'it''s'",
  "'a\\'b'",
  "'a\\nb'",
  "'\\x41\\u00e9'",
  "'\\d'",
  "''",
  "'open",
  '[]',
  '[1, 2]',
  '[1, 2,]',
  '[,]',
  '[1 2]',
  '[\'a\', "b"]',
  '()',
  '(1,)',
  '(1)',
  '(1, 2)',
  '{}',
  "{'a': 1}",
  "{'a': [1, {'b': None}]}",
  "{'a'}",
  '[1',
  '1]',
  ' 1',
  '1 ',
];

test("literals are read as Python's ast.literal_eval reads them", () => {
  const script = `
import ast
def read(text):
    try:
        return {"value": json.loads(json.dumps(ast.literal_eval(text)))}
    except Exception:
        return None
answer = [read(text) for text in given]`;
  const expected = askPython<(object | null)[]>(script, literals);
  for (const [index, text] of literals.entries()) {
    assert.deepEqual(parsePythonLiteral(text) ?? null, expected[index], text);
  }
});

test('variables are separated at spaces outside of brackets and quotation marks', () => {
  const text = "port=8080 tls=True who='a b' list=[1, 2] url=http://h/?a=b word=plain";
  const expected = { port: 8080, tls: true, who: 'a b', list: [1, 2], url: 'http://h/?a=b', word: 'plain' };
  assert.deepEqual(parseRoleVars(text), expected);
  assert.deepEqual(parseRoleVars(''), {});
  assert.throws(() => parseRoleVars('port'), /--role-vars takes/);
});
