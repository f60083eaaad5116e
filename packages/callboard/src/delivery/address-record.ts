import type { Delivery } from '@callboard/contract';
import type { RawRecord } from '../journal/record.js';

/** A record as a sink gets it. `json` is what it gets of the data. */
export function addressRecord(ident: string, { n, at, kind, data }: RawRecord, json: string = data): Delivery {
  let parsed: Delivery['data'] | undefined;
  const delivery = {
    id: `${ident}:${n}`,
    n,
    at,
    kind,
    json,
    get data() {
      return (parsed ??= JSON.parse(json) as Delivery['data']);
    },
  };
  // The record's kind is its data's.
  return delivery as Delivery;
}
