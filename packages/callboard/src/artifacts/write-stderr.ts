import { open } from 'node:fs/promises';
import type { Item } from '../capture/collect-texts.js';
import { OutputFollower } from '../capture/follow-output.js';
import type { Redactor } from '../redact/redact.js';

export interface StderrOptions {
  /** Every byte of it, marks of the capture included. */
  readonly spool: string;
  /** The artifact. */
  readonly path: string;
  readonly nonce: string;
  readonly redactor: Redactor;
}

/** Writes the `stderr` artifact of an Ansible on pipes: what it wrote there, without marks and secrets. */
export async function writeStderr({ spool, path, nonce, redactor }: StderrOptions): Promise<void> {
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
