export const mutations = [
  {
    name: 'the deadline of an attempt',
    file: 'packages/callboard/dist/delivery/attempt-delivery.js',
    find: 'this.#deadline = setTimeout(passDeadline, open.options.attempt_timeout * 1000, this);',
    replace: '',
    rows: [18],
  },
  {
    name: 'the end of the play when its runner is gone',
    file: 'packages/callboard/python/supervision.py',
    find: 'self._stop("runner_gone", None, now)',
    replace: 'pass',
    rows: [18],
  },
  {
    name: 'the end of the play when a plugin fails',
    file: 'packages/callboard/dist/conduct.js',
    find: "new RunKeeper(plan, claim, () => this.stop('error'))",
    replace: 'new RunKeeper(plan, claim, () => undefined)',
    rows: [18],
  },
];
