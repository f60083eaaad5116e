import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeTurn } from '#callboard/take-turn.js';

describe('turns of the event loop', () => {
  it('are given to one at a time', async () => {
    let turn = 0;
    let isOver = false;
    const count = (): void => {
      turn += 1;
      if (!isOver) setImmediate(count);
    };
    count();
    const turns = await Promise.all([1, 2, 3].map(() => takeTurn('keeping').then(() => turn)));
    isOver = true;
    assert.equal(new Set(turns).size, 3, turns.join());
  });

  it('are for keeping while there is something to keep, and for a reader within a moment all the same', async (t) => {
    // A whole number: sums of others may be a little more than they should.
    let time = Math.ceil(performance.now());
    t.mock.method(performance, 'now', () => time);
    await takeTurn('reading');
    const order: string[] = [];
    const reading = takeTurn('reading').then(() => order.push('reading'));
    for (let turn = 0; turn < 10; turn += 1) {
      time += 5;
      await takeTurn('keeping');
      assert.deepEqual(order, [], 'the reader went first');
    }
    time += 1;
    await Promise.all([reading, takeTurn('keeping').then(() => order.push('keeping'))]);
    assert.deepEqual(order, ['reading', 'keeping']);
  });

  it('are for readers at once where nobody has anything to keep', async () => {
    const order: string[] = [];
    await takeTurn('reading');
    await Promise.all(['a', 'b', 'c'].map(async (name) => takeTurn('reading').then(() => order.push(name))));
    assert.deepEqual(order, ['a', 'b', 'c']);
  });
});
