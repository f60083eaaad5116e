import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom, readOracle, type Scenario } from '@callboard/testkit';
import { assertAsTold } from '../helpers/assert-complete.js';
import { startRunner } from '../helpers/children.js';
import { assertRecovered, keepSpool, untilItBegan, untilTold } from '../helpers/cut-off.js';
import { prepareFakeRun } from '../helpers/fake-run.js';

const kills = Number(process.env['CALLBOARD_TEST_KILLS'] ?? 15);
const firstSeed = Number(process.env['CALLBOARD_TEST_SEED'] ?? 1);

describe('a runner that is killed', () => {
  for (let seed = firstSeed; seed < firstSeed + kills; seed += 1) {
    const random = createRandom(seed);
    const mode = random.pick(['pty', 'pty', 'pipes'] as const);
    const afterEvents = random.below(3) === 0 ? 0 : random.below(550);
    const afterMs = random.below(afterEvents === 0 ? 400 : 10);
    it(`loses nothing that Ansible said (seed ${seed}: ${mode}, ${afterMs} ms after ${afterEvents === 0 ? 'it began' : `event ${afterEvents}`})`, async () => {
      const scenario: Scenario = {
        events: 600,
        variety: seed,
        delayMs: 0.3,
        ...(mode === 'pipes' && { stderrEvery: 7 }),
      };
      const fake = prepareFakeRun(scenario, { runnerMode: mode === 'pty' ? 'pexpect' : 'subprocess' });
      const runner = startRunner(fake.options, fake.options.privateDataDir);
      await untilItBegan(fake, runner);
      await untilTold(fake, afterEvents);
      await wait(afterMs);
      const spool = keepSpool(fake);
      runner.process.kill('SIGKILL');
      await runner.ended;
      const kept = await assertRecovered(fake, spool);
      assertAsTold(kept, readOracle(fake.oracle), mode);
    });
  }
});
