// Loaded by --import before the product: one sync of the journal takes as long as when the disk has stood still.
import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const probe = await open('/dev/null', 'r');
const handle = Object.getPrototypeOf(probe);
await probe.close();
const { datasync } = handle;
let syncs = 0;

handle.datasync = async function () {
  syncs += 1;
  if (syncs === 2) await wait(Number(process.env.LAB_STANDSTILL) * 1000);
  await datasync.call(this);
};
