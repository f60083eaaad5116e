/** Records of events of the usual size, as a journal has them. */
export function makeRecords(count) {
  return Array.from({ length: count }, (_, index) => ({
    n: index + 1,
    at: '2026-01-01T00:00:00.000Z',
    kind: 'event',
    data: JSON.stringify(describeEvent(index)),
  }));
}

function describeEvent(index) {
  const host = `host${index % 40}`;
  const res = {
    changed: false,
    msg: 'All assertions passed',
    invocation: { module_args: { path: '/etc/hosts', mode: '0644' } },
  };
  const task = { playbook: 'site.yml', play: 'all', task: `task ${index % 50}`, task_action: 'debug' };
  return {
    uuid: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
    counter: index + 1,
    event: 'runner_on_ok',
    stdout: `ok: [${host}]`,
    start_line: index,
    end_line: index + 1,
    runner_ident: 'bench',
    pid: 4242,
    event_data: { ...task, host, res },
  };
}
