// Takes a lock and holds it, for tests of who sees that: `node lock-in-child.js <path>`.
import { tryLock } from '#callboard/journal/hold-lock.js';

const release = await tryLock(process.argv[2] ?? '');
process.stdout.write(release ? 'taken' : 'refused');
// Nothing else keeps the process.
setInterval(() => undefined, 1000);
