import { failEverywhere } from '../lib/fail-power.mjs';
import { recordDelivery, recordRun } from '../lib/record-run.mjs';

export const row = {
  number: 2,
  promise: 'nothing that was told to anybody is lost at a loss of power',
  async prove(lab) {
    const recordings = [await recordRun(lab), await recordRun(lab, { hasSink: false }), await recordDelivery(lab)];
    let times = 0;
    for (const recording of recordings) times += await failEverywhere(lab, recording, lab.pick(4, 60));
    return {
      tried: 'the power fails at each file operation; what no sync had covered is there, lost, torn, zeros, or late',
      times,
      lost: 0,
    };
  },
};
