/** What a status or event says of itself. */
export interface RecordFacts {
  readonly kind: 'status' | 'event' | 'other';
  /** The event's or status's name. */
  readonly name: string;
  readonly ident: string | undefined;
  readonly counter: number | undefined;
  readonly host: string | undefined;
  readonly task: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

/** Reads it from a record's data, whoever sent it. */
export function describeRecord(data: unknown): RecordFacts {
  const { event, status, runner_ident, counter, event_data } = asMembers(data);
  const { host, task } = asMembers(event_data);
  const kind = typeof event === 'string' ? 'event' : typeof status === 'string' ? 'status' : 'other';
  return {
    kind,
    name: readText(event) ?? readText(status) ?? '',
    ident: readText(runner_ident),
    counter: typeof counter === 'number' ? counter : undefined,
    host: readText(host),
    task: readText(task),
  };
}

function asMembers(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
