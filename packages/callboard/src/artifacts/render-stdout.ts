/**
 * What an event adds to the `stdout` artifact and to the screen. Ansible Runner's rule: an event's text and a
 * newline, nothing where there is no text; a line outside any event as the terminal showed it, blank ones included.
 */
export function renderStdout(event: string, lineEnd: string): string {
  const text = readStdout(event);
  if (!isOutsideText(event)) return text === '' ? '' : `${text}\n`;
  return hasNewline(event) ? text + lineEnd : `${text}\n`;
}

/** Whether the event's text came on stderr, of an Ansible on pipes: it is not in the `stdout` artifact. */
export function isFromStderr(event: string): boolean {
  if (!event.includes(stderrMember)) return false;
  member.lastIndex = event.indexOf(ownMembers);
  return member.test(event);
}

const stderrMember = '"stream":"stderr",';
const ownMembers = '","start_line":';
const member = /","start_line":\d+,"end_line":\d+,"runner_ident":"(?:[^"\\]|\\.)*","stream":"stderr",/y;

/** The `stdout` of an event's JSON, without parsing the rest: it stands in front, before `start_line`. */
function readStdout(event: string): string {
  const start = event.indexOf(',"stdout":') + ',"stdout":'.length;
  const end = event.indexOf(ownMembers, start) + 1;
  return JSON.parse(event.slice(start, end)) as string;
}

/** Lines that no callback announced have no data, and their JSON ends with its time. */
function isOutsideText(event: string): boolean {
  // Nearly all events have data, and end with two braces: the search through all of it is spared.
  return event.endsWith('"}') && /,"event":"verbose","created":"[^"]*"\}$/.test(event);
}

function hasNewline(event: string): boolean {
  const [, start, end] = /,"start_line":(\d+),"end_line":(\d+),"runner_ident":/.exec(event) ?? [];
  return start !== end;
}
