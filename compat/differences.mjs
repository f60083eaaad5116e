// Where ours is meant to differ from the peer. Each: which scenarios (default all), where in the comparison,
// what must hold of both values there, and why. docs/reference/compatibility.md is written from this list.

const onlyOurs = (peer, ours) => peer === undefined && ours !== undefined;
const absent = (value) => value === undefined;
const onlyPeer = (peer, ours) => peer !== undefined && ours === undefined;

/** The name of the entry that fold-warnings.mjs applies. */
export const FOLDED = "a result's warnings are its event's text";

/**
 * @type {{
 *   name: string, kind: 'security' | 'fault of the peer' | 'more' | 'names' | 'stricter' | 'less', reason: string,
 *   where: RegExp, scenarios?: RegExp, holds?: (peer: any, ours: any) => boolean, peerAlone?: boolean,
 *   since?: string, expect?: (ours: any) => boolean
 * }[]} `peerAlone`: the peer differs in it from itself, too; `since`: from that ansible-core on; `expect`: what ours must be in these scenarios, where the
 *   peer can't be the measure
 */
export const differences = [
  // security
  {
    name: 'options are not written into env/',
    kind: 'security',
    where: /^left\.env\//,
    holds: onlyPeer,
    reason:
      'The peer writes envvars, extravars, passwords, settings, cmdline and ssh_key given as options into `env/`, where they stay and are taken for input by the next run. Here nothing is ever written there.',
  },
  {
    name: 'extravars go through a file in memory',
    kind: 'security',
    where: /^(statuses\.0|artifacts\.[^.]+\.command)\.command\.\d+$/,
    holds: (peer, ours) => /^(@.*\/env\/extravars|\{.*\})$/s.test(peer) && /^@.*\/extravars$/.test(ours),
    reason:
      'Extra variables given as an option are in neither `env/extravars` nor the command line (which every user can see), but in a file of 0600 that goes with the run.',
  },
  {
    name: 'secrets are masked',
    kind: 'security',
    where: /^(statuses\.0|artifacts\.[^.]+\.command|events.*|calls.*)\./,
    holds: (peer, ours) => typeof peer === 'string' && typeof ours === 'string' && matchMasked(peer, ours),
    reason:
      'The peer writes the whole environment and command line, secrets included, into the `starting` status and the file `command`. Here passwords, values whose names say so, and vault passwords are `********`.',
  },
  {
    name: 'narrower permissions',
    kind: 'security',
    where: /^left\./,
    holds: (peer, ours) => (/^7[57][57]$/.test(peer) && ours === '700') || (/^6[46][46]$/.test(peer) && ours === '600'),
    reason: "Directories are 0700 and files 0600, all of them. The peer's follow the umask, which is 0 for its daemon.",
  },
  {
    name: 'the environment is not among the facts',
    kind: 'security',
    where: /^events.*\.ansible_facts\.ansible_env$/,
    holds: onlyPeer,
    reason: 'The peer takes `ansible_env` out of the results of `setup`, but not of `ansible.builtin.setup`.',
  },
  {
    name: "the ssh key's agent ends with the run",
    kind: 'security',
    where: /^(statuses\.0|artifacts\.[^.]+\.command)\.command\.3$/,
    holds: (peer, ours) => peer === ours.replace('; kill "$SSH_AGENT_PID"', ''),
    reason: 'The command ends the agent that it started; the one of the peer holds the key some seconds longer.',
  },
  // names
  {
    name: 'names of the capture',
    kind: 'names',
    where: /env\.(ANSIBLE_CALLBACK_PLUGINS|ANSIBLE_STDOUT_CALLBACK|AWX_ISOLATED_DATA_DIR)$/,
    holds: (_, ours) => ours === undefined || /callboard/.test(ours),
    reason:
      'Events are captured by a callback plugin of our own, `callboard`, which takes its settings from elsewhere than `AWX_ISOLATED_DATA_DIR`.',
  },
  {
    name: 'processes of a run can be found',
    kind: 'names',
    where: /\.ansible_env\.CALLBOARD_RUN$/,
    holds: (peer, ours) => absent(peer) && /^[0-9a-f]{16}$/.test(ours),
    reason:
      'Every process of a play has `CALLBOARD_RUN` in its environment: how those of a lost run are found and ended.',
  },
  {
    name: 'name of the callback plugin in verbose output',
    kind: 'names',
    where: /stdout(\.|$)/,
    holds: (peer, ours) =>
      typeof peer === 'string' && /awx_display/.test(peer) && nameCallback(peer) === nameCallback(ours),
    reason: 'From -vv on Ansible names its stdout callback: `callboard` instead of `awx_display`.',
  },
  {
    name: 'inline playbooks and inventories have hidden names of their own',
    kind: 'names',
    where: /(\.event_data\.(playbook|task_path|included_file)|command\.\d+|\.stdout|role_path)$/,
    holds: (peer, ours) =>
      typeof peer === 'string' && typeof ours === 'string' && nameInline(peer) === nameInline(ours),
    reason:
      'The peer writes them to `project/main.json`, `inventory/hosts` or `inventory/hosts.json`, over a file of the user that has this name, and leaves them there. Here they are `.main-<ident>.json`, `.hosts-<ident>` or `.hosts-<ident>.json` for the time of the run.',
  },
  {
    name: 'inline playbooks and inventories are removed',
    kind: 'names',
    where: /^left\.(project\/(main\.json|‹hex›)?|inventory\/(hosts(\.json)?)?)$/,
    holds: onlyPeer,
    reason: 'They exist as long as the run.',
  },
  // more
  {
    name: 'the journal',
    kind: 'more',
    where: /^left\..*\/journal\.ndjson$/,
    holds: (peer, ours) => absent(peer) && ours === '600',
    reason: 'Every status and event is in `journal.ndjson` beside the compatible files.',
  },
  {
    name: 'what was cut is said',
    kind: 'more',
    where: /\.event_data\.res_truncated$/,
    holds: (peer, ours) => absent(peer) && ours.size > ours.limit,
    reason: 'A result beyond MAX_EVENT_RES is `{}` for both; here `res_truncated` says how large it was.',
  },
  {
    name: 'failed items have their data',
    kind: 'fault of the peer',
    scenarios: /only failed event data/,
    where:
      /^(events.*(runner_item_on_failed\]\.(event_data|parent_uuid|.*uuid).*|runner_item_on_failed\])|result\.host_events.*|events.*uuid)$/,
    reason:
      'With only_failed_event_data the peer looks for `runner_on_item_failed`, a name that Ansible never sends. Ours keeps the data of `runner_item_on_failed`.',
  },
  {
    name: 'the fact cache directory is always there',
    kind: 'more',
    where: /^left\..*\/fact_cache\/$/,
    holds: (peer, ours) => absent(peer) && ours === '700',
    reason: 'It is made before Ansible starts, with its permissions, and not when the first fact is written.',
  },
  {
    name: 'events kept off the disk stay in the journal',
    kind: 'more',
    scenarios: /handler answers false/,
    where: /^result\.(events|host_events)\./,
    reason:
      "`false` from an event handler keeps the event out of `job_events/`. The run's events are read from the journal, which has them all.",
  },
  {
    name: "workers' verbose output has its level",
    kind: 'fault of the peer',
    since: '2.19',
    where: /^events.* verbose\]\.(event_data\.(verbose|remote_addr)|verbosity)$/,
    holds: onlyOurs,
    reason:
      'Since Ansible 2.19 the peer loses `verbosity`, `verbose` and `remote_addr` of what workers say with -vvv, which it has with older ones.',
  },
  {
    name: 'the fact cache of newer Ansible is read',
    kind: 'fault of the peer',
    since: '2.19',
    where: /^result\.fact_cache\./,
    holds: onlyOurs,
    reason: 'Since Ansible 2.19 cache files have other names and another form, and the peer finds no facts.',
  },
  {
    name: 'values that are not JSON lose no event',
    kind: 'fault of the peer',
    since: '2.19',
    scenarios: /^numbers$/,
    expect: ({ events, order }) => order['counters without a gap'] && count(events, 'runner_on_ok') === 3,
    where: /^(events|result\.(events|host_events|stdout)|artifacts\.run\.stdout)/,
    reason:
      'Since Ansible 2.19 a result with bytes, a date or other values beyond JSON makes the whole event vanish from the peer.',
  },
  // stricter
  {
    name: 'a missing playbook is an error before the start',
    kind: 'stricter',
    scenarios: /playbook missing/,
    expect: ({ error }) => error?.type === 'ERR_PLAYBOOK_NOT_FOUND',
    where: /./,
    reason: 'A path that does not exist is a typed error that names it; the peer starts Ansible, which says so.',
  },
  {
    name: 'one ident, one run',
    kind: 'stricter',
    scenarios: /same ident twice/,
    expect: ({ calls, order, events }) =>
      calls[1].code === 1 &&
      calls[1].stderr.includes('ERR_IDENT') &&
      order['counters without a gap'] &&
      count(events, 'playbook_on_stats') === 1,
    where: /./,
    reason: 'A second run with the ident of a finished one is refused; the peer mixes the files of both.',
  },
  {
    name: 'a missing private data dir is not made',
    kind: 'stricter',
    scenarios: /private data dir is made/,
    expect: ({ calls }) => calls[0].code === 1 && calls[0].stderr.includes('ERR_PRIVATE_DATA_DIR'),
    where: /./,
    reason: "The peer's command line makes it, also where its path is a slip of the pen.",
  },
  {
    name: 'a misspelt setting is an error',
    kind: 'stricter',
    scenarios: /settings misspelt/,
    expect: ({ error }) => error?.type === 'ERR_OPTION_UNKNOWN',
    where: /./,
    reason: 'A limit by the name of `idle_timout` limits nothing at the peer, without a word.',
  },
  {
    name: 'errors have codes',
    kind: 'stricter',
    where: /^error\.(type|message)$/,
    holds: (peer, ours) => Boolean(peer) && Boolean(ours),
    reason: 'Both refuse the options; the exceptions have other types and words.',
  },
  {
    name: 'words of the command line',
    kind: 'stricter',
    where: /^calls\.\d+\.stderr$/,
    holds: (peer, ours) => Boolean(peer) && Boolean(ours),
    reason: 'Both refuse, with the same exit code; the messages have other words.',
  },
  {
    name: 'start and stop say what they did',
    kind: 'more',
    scenarios: /cli: start/,
    where: /^calls\.\d+\.(stdout|stderr)$/,
    holds: (peer, ours) => peer === '' && ours !== '',
    reason: 'The peer says nothing.',
  },
  {
    name: 'a stopped run is complete',
    kind: 'fault of the peer',
    scenarios: /cli: start, is-alive, stop/,
    where: /(left\.artifacts\/run\/(rc|status)|artifacts\.run\.(rc|status))$/,
    holds: (peer, ours) => absent(peer) && ['600', '254', 'canceled'].includes(ours),
    reason: 'After `stop` the peer leaves neither `rc` nor `status`.',
  },
  {
    name: 'roles of the private data dir are found',
    kind: 'fault of the peer',
    scenarios: /cli: role$/,
    expect: ({ calls, order }) => calls[0].code === 0 && order['counters without a gap'],
    where: /^(events|calls\.0\.(code|stdout)|artifacts\.run\.(rc|status|stdout|command\.env\.ANSIBLE_ROLES_PATH))/,
    reason:
      "From the command line the peer looks for `--role` everywhere but in the private data dir's `roles/`, where its library looks.",
  },
  {
    name: 'roles of the private data dir come behind --roles-path',
    kind: 'fault of the peer',
    scenarios: /cli: role with roles path/,
    where: /ANSIBLE_ROLES_PATH$/,
    holds: (peer, ours) => ours === `${peer}:${peer.replace(/more$/, 'roles')}`,
    reason: "As the peer's library does it, and its command line does not.",
  },
  {
    name: 'refused options leave nothing behind',
    kind: 'stricter',
    scenarios: /playbook and module|nothing to run|hosts without module/,
    where: /^(left\.artifacts\/|artifacts\.|idents)/,
    holds: onlyPeer,
    reason: 'Options are checked before a directory is made for the run.',
  },
  {
    name: 'a stdout callback that is not installed',
    kind: 'stricter',
    scenarios: /json callback/,
    expect: ({ events, result }) =>
      result.rc > 0 && events.some(({ stdout }) => /no stdout callback named 'json'/.test(stdout)),
    where: /^(events|result\.(events|rc|stdout)|artifacts\.run\.(rc|stdout))/,
    reason: 'The error says which callback is missing; the peer ends in an exception of Python, with 250.',
  },
  // fault of the peer
  {
    name: FOLDED,
    kind: 'fault of the peer',
    where: /^(?!)/,
    reason:
      "Ansible prints the warnings that a result carries while the callback shows the result. The peer's begin mark is still in a buffer then, and they become events without data; here they belong to the result's event.",
  },
  {
    name: 'text outside of events is lost from stdout',
    kind: 'fault of the peer',
    where: /stdout\.lost$/,
    holds: (peer, ours) => peer > 0 && ours === 0,
    peerAlone: true,
    reason:
      'Of text that belongs to no event (stderr of a lookup, for instance) the peer keeps in the stdout file only what happens to come in a read of its own; here every line that an event has is there.',
  },
  {
    name: 'a nested ansible-playbook is a stranger',
    kind: 'fault of the peer',
    scenarios: /nested/,
    expect: ({ events, order, result }) =>
      result.rc === 0 &&
      order['counters without a gap'] &&
      order['lines without a jump'] &&
      count(events, 'playbook_on_start') === 1 &&
      count(events, 'playbook_on_stats') === 1 &&
      !JSON.stringify(events).includes('u001b[K'),
    where: /./,
    reason:
      "The peer's callback is inherited by an `ansible-playbook` that a task starts, whose marks then are in the task's result and whose events mix with the run's.",
  },
  {
    name: 'numbers that JSON does not have',
    kind: 'fault of the peer',
    scenarios: /not a number/,
    where: /\.(nan|infinite|below)$/,
    holds: (peer, ours) => peer.startsWith('‹not JSON') && /^(nan|-?inf)$/.test(ours),
    reason: 'The peer writes NaN and Infinity, which is not JSON; here they are the texts `nan`, `inf` and `-inf`.',
  },
  {
    name: 'a callback without options can be chosen',
    kind: 'fault of the peer',
    scenarios: /oneline callback/,
    expect: ({ events, result }) =>
      result.rc === 2 && count(events, 'playbook_on_stats') === 1 && count(events, 'runner_item_on_ok') > 5,
    where: /./,
    reason: 'A stdout callback that documents no options (`oneline`) ends the peer in an exception of Python.',
  },
  {
    name: 'a list of hosts is an inventory',
    kind: 'fault of the peer',
    scenarios: /hosts with a comma/,
    expect: ({ events, result }) => result.rc === 0 && count(events, 'runner_on_ok') > 1,
    where: /./,
    reason:
      "`alpha,` means to Ansible's -i a host; the peer writes it into `inventory/hosts`, over what was there, and Ansible finds no host. Its `--inventory` refuses it; ours takes it.",
  },
  {
    name: 'the playbook is run by the binary',
    kind: 'fault of the peer',
    scenarios: /binary not found|cli: binary/,
    where: /(^|\.)command\.\d+$/,
    holds: (peer, ours) => absent(peer) && ours === 'hello.yml',
    reason:
      'With `binary` the peer leaves the playbook out of the command. Here it is left out only when the binary is neither ansible-playbook nor ansible.',
  },
  {
    name: 'no stderr file with a terminal',
    kind: 'less',
    where: /^(left\..*\/stderr|artifacts\..*\.stderr)$/,
    holds: (peer, ours) => ['644', '666', ''].includes(peer) && absent(ours),
    reason:
      'A terminal has one stream: the peer leaves an empty `stderr` file, here there is one in subprocess mode only.',
  },
  {
    name: 'no output file is no output',
    kind: 'less',
    where: /^result\.stdout$/,
    holds: (peer, ours) => peer === null && ours === '',
    reason: 'With suppress_output_file `stdout` is empty; the property of the peer raises an exception.',
  },
  {
    name: "the capture's environment is not that of tasks",
    kind: 'security',
    where:
      /ansible_env\.(AD_HOC_COMMAND_ID|ANSIBLE_LOAD_CALLBACK_PLUGINS|ANSIBLE_CALLBACK_PLUGINS|ANSIBLE_STDOUT_CALLBACK|AWX_ISOLATED_DATA_DIR|ORIGINAL_STDOUT_CALLBACK)$/,
    holds: onlyPeer,
    reason:
      'What the runner set for its own callback is taken out again before a task runs, so that no task inherits it.',
  },
];

/** Eight asterisks, and not some of a banner's many. */
const MASK = /(?<!\*)\*{8}(?!\*)/;

// By hand: as a regular expression, several masks in a long text would take for ever.
function matchMasked(peer, ours) {
  const parts = ours.split(MASK);
  if (parts.length === 1 || !peer.startsWith(parts[0]) || !peer.endsWith(parts.at(-1))) return false;
  let at = 0;
  for (const part of parts) {
    at = peer.indexOf(part, at) + part.length;
    if (at < part.length) return false;
  }
  return true;
}

const count = (events, name) => events.filter(({ event }) => event === name).length;

const nameCallback = (text) =>
  String(text)
    .replace(/(plugin) \S*(awx_display|callboard)( of type \S+ v\S+ from )\S+/g, '$1 ‹callback›$3‹path›')
    .replace(/awx_display|callboard/g, '‹callback›');

const nameInline = (text) =>
  text
    .replace(/\/project\/(main\.json|‹hex›|\.main-[^/]*?\.json)/g, '/project/‹inline›')
    .replace(/\/inventory\/(\.hosts-[^/]*?|hosts)(\.json)?(?=$|[\s'",:])/g, '/inventory/‹inline›$2');
