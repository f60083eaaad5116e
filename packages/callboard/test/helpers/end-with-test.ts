import type { ChildProcess } from 'node:child_process';
import { after } from 'node:test';

/**
 * A child that is still there when the test that started it is over is killed: a test that failed half-way must not
 * keep its file from ending.
 */
export function endWithTest<C extends ChildProcess>(child: C): C {
  after(() => void child.kill('SIGKILL'));
  return child;
}
