import { open } from 'node:fs/promises';
import type { Item } from '../capture/collect-texts.js';
import { OutputFollower } from '../capture/follow-output.js';
import type { Redactor } from '../redact/redact.js';

export interface OutputOptions {
  /** Every byte of it, marks included. */
  readonly spool: string;
  /** The artifact. */
  readonly path: string;
  readonly nonce: string;
  readonly redactor: Redactor;
}

/** Writes an artifact of what came on one stream, without marks and secrets: `stderr` of an Ansible on pipes. */
export async function writeOutput({ spool, path, nonce, redactor }: OutputOptions): Promise<void> {
  const follower = new OutputFollower(spool, nonce);
  const file = await open(path, 'w', 0o600);
  const write = (items: readonly Item[]): Promise<void> =>
    file.appendFile(items.map((item) => (item.type === 'notice' ? '' : redactor.text(item.text))).join(''));
  try {
    for (let items = follower.read(); items; items = follower.read()) await write(items);
    await write(follower.finish());
  } finally {
    await file.close();
  }
}
