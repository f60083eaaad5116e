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
    name: 'the supervisor as the parent of every orphan',
    file: 'packages/callboard/python/linux.py',
    find: 'return _call(PR_SET_CHILD_SUBREAPER, 1)',
    replace: 'return False',
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
