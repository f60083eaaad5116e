export const mutations = [
  {
    name: 'the end of what ignores SIGTERM',
    file: 'packages/callboard/python/stopping.py',
    find: `            self._tree.send(process, signal.SIGKILL)
        # Those`,
    replace: `            pass
        return
        # Those`,
    rows: [19],
  },
  {
    name: 'the adoption of orphans',
    file: 'packages/callboard/python/supervision.py',
    find: 'ProcessTree(linux.become_subreaper())',
    replace: 'ProcessTree(False)',
    rows: [19],
  },
  {
    name: 'the end of a play whose supervisor is gone',
    file: 'packages/callboard/dist/conduct.js',
    find: 'await endLeftProcesses(this.#plan.nonce, this.#plan.engine?.remove);',
    replace: ';',
    rows: [19],
  },
];
