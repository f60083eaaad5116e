import { OutputFollower } from '../capture/follow-output.js';

/** All text of one stream so far, without what the supervisor noted in between; secrets are not masked. */
export function readOutput(path: string, nonce: string): string {
  const follower = new OutputFollower(path, nonce);
  const texts: string[] = [];
  const add = (items: ReturnType<OutputFollower['finish']>): void => {
    for (const item of items) if (item.type !== 'notice') texts.push(item.text);
  };
  for (let items = follower.read(); items; items = follower.read()) add(items);
  add(follower.finish());
  return texts.join('');
}
