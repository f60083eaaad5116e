import { describeMachine, describeVersions } from './lay-out.mjs';

const labels = {
  none: 'No receiver',
  'at once': 'Answers at once',
  '10 ms': 'Answers in 10 ms',
  hangs: 'Never answers',
  'not there': 'Is not there',
};

const [width, left, right] = [860, 170, 800];
const [top, rowHeight, barHeight] = [120, 58, 18];

/** Fills are written out for both modes: not every program that draws SVG knows variables. */
const style = `
  text { font: 14px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2328 }
  .title { font-size: 18px; font-weight: 600 } .quiet { font-size: 12px; fill: #59636e } .end { text-anchor: end }
  .paper { fill: #ffffff; stroke: #d1d9e0 } .bare { stroke: #59636e; stroke-dasharray: 4 3 }
  .ours { fill: #0969da } .owed { fill: #0969da; opacity: .3 } .peer { fill: #a85b16 } .inside { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9198a1 } .paper { fill: #0d1117; stroke: #3d444d } .bare { stroke: #9198a1 }
    .ours, .owed { fill: #4493f8 } .peer { fill: #e3a15c } .inside { fill: #0d1117 }
  }`;

/**
 * The times of one play as bars: bare Ansible is a line, ours and Python's runner have a bar for each receiver.
 * @param {import('./lay-out.mjs').Result} result of a bench that took the measure `contest`
 * @returns {string} SVG
 */
export function drawChart(result) {
  const groups = readGroups(result.rows);
  const scale = chooseScale(groups);
  const height = top + groups.length * rowHeight + 84;
  const play = result.rows.find(({ bar }) => bar).bar.play;
  const title = 'Time of a play whose events are sent over HTTP, beside bare Ansible';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">${escapeText(describeGroups(groups, play))}</desc>
<style>${style}
</style>
<rect class="paper" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>
<text class="title" x="24" y="36">${title}</text>
<text class="quiet" x="24" y="56">${play}; as a multiple of ansible-playbook’s own time. Shorter is better.</text>
${drawLegend(82)}
${drawBare(scale, height)}
${groups.map((group, index) => drawGroup(group, top + index * rowHeight, scale)).join('\n')}
${drawFooter(result, height)}
</svg>
`;
}

/** @returns {{ receiver: string, played: number, exited: number, peer: number, end?: string }[]} */
function readGroups(rows) {
  const groups = new Map();
  for (const { bar, value } of rows.filter((row) => row.bar)) {
    const { receiver, part, end } = bar;
    groups.set(receiver, { receiver, ...groups.get(receiver), [part]: value, ...(end && { end }) });
  }
  return [...groups.values()];
}

/** Pixels of a multiple. A bar of what does not end goes to the edge, so only the others must have room. */
function chooseScale(groups) {
  const ended = groups.flatMap(({ played, exited, peer, end }) => [played, exited, end ? 0 : peer]);
  const most = Math.max(2, ...ended) * 1.12;
  return (multiple) => Math.min((multiple / most) * (right - left), right - left);
}

function drawLegend(y) {
  const entries = [
    ['ours', 24, 'Callboard: the play'],
    ['owed', 190, 'then delivery of what is owed, 10 s at most'],
    ['peer', 500, 'Python’s ansible-runner with its HTTP plugin'],
  ];
  return entries
    .map(
      ([kind, x, text]) =>
        `<rect class="${kind}" x="${x}" y="${y}" width="12" height="12" rx="2"/>${write(text, x + 18, y + 10, 'quiet')}`,
    )
    .join('\n');
}

function drawBare(scale, height) {
  const x = left + scale(1);
  const line = `<line class="bare" x1="${x}" x2="${x}" y1="${top - 6}" y2="${height - 76}"/>`;
  return `${line}\n${write('1 × bare ansible-playbook', x, height - 60, 'quiet', 'middle')}`;
}

function drawGroup({ receiver, played, exited, peer, end }, y, scale) {
  const second = y + barHeight + 3;
  const peerLength = end === undefined ? scale(peer) : end === 'fails' ? 0 : right - left;
  return [
    write(labels[receiver], left - 12, y + barHeight + 6, 'end'),
    drawBar('owed', y, scale(exited)),
    drawBar('ours', y, scale(played)),
    write(showMultiple(played), left + 10, y + 14, 'inside'),
    drawBar('peer', second, peerLength),
    write(end ?? showMultiple(peer), left + 10, second + 14, peerLength > 0 ? 'inside' : ''),
  ].join('\n');
}

function drawBar(kind, y, length) {
  return length === 0
    ? ''
    : `<rect class="${kind}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}"/>`;
}

function drawFooter(result, height) {
  return [describeVersions(result), describeMachine(result)]
    .map((line, index) => write(line, 24, height - 32 + index * 18, 'quiet'))
    .join('\n');
}

function write(text, x, y, kind = '', anchor = '') {
  const attributes = `${kind && ` class="${kind}"`}${anchor && ` text-anchor="${anchor}"`}`;
  return `<text x="${Number(x.toFixed(1))}" y="${y}"${attributes}>${escapeText(text)}</text>`;
}

/** For whoever has the chart read out. */
function describeGroups(groups, play) {
  const sentences = groups.map(({ receiver, played, peer, end }) => {
    const theirs = end ? `Python's ansible-runner ${end}` : `Python's ansible-runner ${showMultiple(peer)}`;
    return `${labels[receiver]}: Callboard ${showMultiple(played)}, ${theirs}.`;
  });
  return `${play}, in multiples of the time of bare ansible-playbook. ${sentences.join(' ')}`;
}

function showMultiple(value) {
  return `${value.toFixed(2)} ×`;
}

function escapeText(text) {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
