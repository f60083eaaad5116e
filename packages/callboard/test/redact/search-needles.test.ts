import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@callboard/testkit';
import { createSearch } from '#callboard/redact/search-needles.js';

/** By looking at every place for every needle. */
function searchPlainly(needles: readonly string[], text: string): string[] {
  const longestFirst = [...needles].sort((a, b) => b.length - a.length);
  return text.split('').flatMap((_, start) => {
    const found = longestFirst.find((needle) => text.startsWith(needle, start));
    return found === undefined ? [] : [`${start} ${start + found.length}`];
  });
}

test('finds every place of every needle, short and long ones, whatever they are made of', () => {
  const letters = ['a', 'b', '.', '(', 'é', '日', 'Āa'];
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = createRandom(seed);
    const shortest = random.below(2) === 0 ? 4 : 8;
    const needles = Array.from({ length: 1 + random.below(6) }, () => random.text(letters, shortest + random.below(9)));
    const wanted = needles.filter(({ length }) => length > 0);
    const text = random.text([...letters, ...wanted], random.below(40));
    const { findAll, test: isThere } = createSearch(wanted);
    const plain = searchPlainly(wanted, text);
    const found = new Map(findAll(text).map(([start, end]) => [start, end]));
    for (const place of plain) assert.ok(found.has(Number(place.split(' ')[0])), `seed ${seed}: ${place}`);
    assert.equal(found.size, plain.length, `seed ${seed}`);
    assert.equal(isThere(text), plain.length > 0, `seed ${seed}`);
  }
});

test('a hundred needles cost about as much as one', () => {
  const texts = Array.from({ length: 2000 }, (_, at) => `task ${at}: ${'lorem ipsum dolor sit amet '.repeat(40)}`);
  const measure = (count: number): number => {
    const random = createRandom(count);
    const hex = '0123456789abcdef'.split('');
    const search = createSearch(Array.from({ length: count }, () => random.text(hex, 32)));
    const times = Array.from({ length: 7 }, () => {
      const began = performance.now();
      for (const text of texts) search.test(text);
      return performance.now() - began;
    });
    return Math.min(...times);
  };
  assert.ok(measure(100) < 6 * measure(1));
});
