import { hostname } from 'node:os';
import type { Delivery } from '@callboard/contract';

/** The attributes of a record's CloudEvent (1.0), in the order in which they are sent. */
export type Attributes = Readonly<Record<string, string>>;

export type DescribeRecord = (record: Delivery) => Attributes;

/** Throws where the source is no URI reference. */
export function createDescriber(source: string = `//${hostname()}/callboard`): DescribeRecord {
  if (!isUriReference(source))
    throw new Error('runner_http_source must be a URI, such as //controller.example/callboard.');
  return (record) => {
    const ident = record.id.slice(0, record.id.lastIndexOf(':'));
    const { name, host } = readNames(record);
    return {
      specversion: '1.0',
      id: record.id,
      source,
      type: `com.callboard.${record.kind}.${name}`,
      subject: host === undefined ? ident : `${ident}/${host}`,
      time: record.at,
      datacontenttype: 'application/json',
      // Two extensions that CloudEvents document: texts that sort as the records do, and what must stay in order.
      sequence: String(record.n).padStart(12, '0'),
      partitionkey: ident,
    };
  };
}

interface Named {
  readonly status?: string;
  readonly event?: string;
  readonly event_data?: { readonly host?: unknown };
}

function readNames({ kind, data }: Delivery): { name: string; host?: string } {
  const { status, event, event_data } = data as Named;
  if (kind === 'status') return { name: status ?? 'unknown' };
  const host = event_data?.host;
  return { name: event ?? 'unknown', ...(typeof host === 'string' && host !== '' && { host }) };
}

function isUriReference(text: string): boolean {
  return /^[\w!#$%&'()*+,./:;=?@~[\]-]+$/.test(text) && URL.canParse(text, 'http://localhost');
}
