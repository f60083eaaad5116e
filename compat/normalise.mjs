// Takes out what may differ between two runs of the same play: identifiers, clocks, temporary names.

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/g;

// In this order: the earlier ones contain what the later ones look for.
const PASSING = [
  [/ansible-tmp-[\d.]+-\d+-\d+/g, '‹ansible-tmp›'],
  [/ansible-local-\w+/g, '‹ansible-local›'],
  [/\bansible_[a-z_.]+_payload_\w{8}/g, '‹payload›'],
  [/\bj?\d{11,12}\.\d{2,}\b|\bj\d{11,12}\b/g, '‹job id›'],
  [/(?<=\/project\/)[0-9a-f]{32}\b/g, '‹hex›'],
  [/\btmp[a-z0-9_]{8}\b/g, '‹tmp›'],
  [/^\.[a-z0-9_]{8}$/g, '.‹tmp›'],
  [/Paused for [\d.]+ seconds/g, 'Paused for ‹n› seconds'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:[+-]\d\d:?\d\d|Z)?/g, '‹time›'],
  [
    /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d\d \w+ \d{4}  \d\d:\d\d:\d\d [+-]\d{4} \([^)]*\)\s+\d:\d\d:\d\d\.\d+/g,
    '‹time›',
  ],
  [/\b\d+:\d\d:\d\d\.\d{1,6}\b/g, '‹duration›'],
  [/(?<=^|[\r\n]| )(\s*)\d+ \d{10}\.\d{5}:/g, '$1‹pid› ‹clock›:'],
  [/\bpid=\d+|(?<=pid )\d+|(?<=p=)\d+(?= u=)/g, '‹pid›'],
  [/0x[0-9a-f]{8,16}/g, '‹address›'],
  [/(?<="(?:atime|mtime|ctime)": )\d+\.\d+/g, '‹clock›'],
];

const PASSING_KEYS = new Set([
  'created',
  'start',
  'end',
  'duration',
  'started_at',
  'atime',
  'mtime',
  'ctime',
  'inode',
  '_ansible_item_label_time',
]);
const PASSING_FACTS = /^(ansible_)?(date_time|memfree_mb|memory_mb|swapfree_mb|uptime_seconds|loadavg|mounts)$/;

/**
 * @returns {(value: any) => any} one normaliser for one run: identifiers get the number of their first appearance,
 *   so that links between them can be compared
 */
export function createNormaliser() {
  const uuids = new Map();
  const pids = new Map();
  const number = (map, key) => map.get(key) ?? (map.set(key, map.size + 1), map.size);

  const normaliseText = (text) => {
    let result = text.replace(UUID, (uuid) => `‹uuid ${number(uuids, uuid)}›`);
    for (const [pattern, name] of PASSING) result = result.replace(pattern, name);
    return result;
  };

  const normaliseValue = (key, value) => {
    if (key === 'pid' && typeof value === 'number') return `‹pid ${number(pids, value)}›`;
    if (PASSING_KEYS.has(key) && value !== null && typeof value !== 'object') return `‹${describePassing(value)}›`;
    if (PASSING_FACTS.test(key)) return '‹fact›';
    if (typeof value === 'string') return normaliseText(value);
    if (Array.isArray(value)) return value.map((entry) => normaliseValue('', entry));
    if (value === null || typeof value !== 'object') return value;
    const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return Object.fromEntries(keys.map((name) => [normaliseText(name), normaliseValue(name, value[name])]));
  };
  return (value) => normaliseValue('', value);
}

// The kind of a time stays part of the comparison: with a zone or without, a number or a text.
function describePassing(value) {
  if (typeof value === 'number') return 'number';
  return String(value).replace(/\d+/g, 'n').replace(/\.n/, '');
}
