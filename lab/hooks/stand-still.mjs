// Loaded by --import before the product: one sync of the journal takes as long as when the disk stands still. It goes on
// when Ansible has said everything and this process, which waits for nothing else any more, has nothing left to do.
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const idleMs = 500;
const probe = await open('/dev/null', 'r');
const handle = Object.getPrototypeOf(probe);
await probe.close();
const { datasync } = handle;
let syncs = 0;

handle.datasync = async function () {
  syncs += 1;
  if (syncs === 2) while (!existsSync(process.env.LAB_STANDSTILL_UNTIL) || (await isBusy())) await wait(100);
  await datasync.call(this);
};

async function isBusy() {
  const before = process.cpuUsage();
  await wait(idleMs);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 > idleMs / 10;
}
