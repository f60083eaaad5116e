import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listWarnings } from '#callboard/commands/list-warnings.js';

test('a warning is one line, also where Ansible has wrapped it', () => {
  const said = [
    '[WARNING]:  * Failed to parse /no/such with ini plugin: the file is not',
    'there',
    '\u001b[1;35m[WARNING]: short\u001b[0m',
    'not of it',
    '[DEPRECATION WARNING]: The connection is too old. This feature will be removed',
    'from ansible-core in version 2.19. Deprecation warnings can be disabled by',
    'setting deprecation_warnings=False in ansible.cfg.',
    '',
    '[ERROR]: no warning',
    'ERROR! nor this',
  ];
  assert.deepEqual(listWarnings(said.join('\r\n')), [
    '[WARNING]:  * Failed to parse /no/such with ini plugin: the file is not there',
    '[WARNING]: short',
    '[DEPRECATION WARNING]: The connection is too old. This feature will be removed from ansible-core in version 2.19. Deprecation warnings can be disabled by setting deprecation_warnings=False in ansible.cfg.',
  ]);
  assert.deepEqual(listWarnings(''), []);
});
