/** A record as it came in. */
export interface IncomingRecord {
  /** `<ident>:<n>`, where the sender says it. */
  readonly id: string | undefined;
  /** Its JSON text; as it was on the wire wherever it stood alone there. */
  readonly json: string;
  readonly data: unknown;
}

/** What can't be understood; answered with 400. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export function parseRecord(json: string, id?: string): IncomingRecord {
  try {
    return { id, json, data: JSON.parse(json) as unknown };
  } catch {
    throw new Unreadable(`not JSON: ${JSON.stringify(json.slice(0, 60))}`);
  }
}
