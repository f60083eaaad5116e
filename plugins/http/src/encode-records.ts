import type { Delivery, SettingsOf } from '@callboard/contract';
import { createDescriber, type DescribeRecord } from './cloud-events.js';
import { encodeHeaderText } from './name-batch.js';
import type { HttpSchema } from './settings.js';

/** A request's body, and the headers that say what it is. */
export interface Message {
  readonly body: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

export interface Format {
  /** Whether a request holds one record only. */
  readonly single: boolean;
  /** Whether the format is what decides about the content type. */
  readonly fixedContentType: boolean;
  encode(records: readonly Delivery[]): Message;
}

/** Chooses how records are put into a request. A record's JSON text is never printed anew: it goes out as it is. */
export function chooseFormat(settings: SettingsOf<HttpSchema>): Format {
  const own = readContentType(settings.runner_http_headers);
  switch (settings.runner_http_format) {
    case 'json':
      return describePlain(true, own ?? 'application/json', (records) => join(records, ','));
    case 'json-array':
      return describePlain(false, own ?? 'application/json', (records) => `[${join(records, ',')}]`);
    case 'ndjson':
      return describePlain(false, own ?? 'application/x-ndjson', (records) => `${join(records, '\n')}\n`);
    default:
      return describeCloudEvents(settings);
  }
}

type Print = (records: readonly Delivery[]) => string;

/** The user's, whatever its case. */
function readContentType(headers: Readonly<Record<string, unknown>> = {}): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  return found && String(found[1]);
}

function describePlain(single: boolean, contentType: string, print: Print): Format {
  const headers = ['content-type', contentType];
  return { single, fixedContentType: false, encode: (records) => ({ body: print(records), headers }) };
}

function describeCloudEvents({
  runner_http_format: format,
  runner_http_source: source,
}: SettingsOf<HttpSchema>): Format {
  const describe = createDescriber(source);
  const print: Print = (records) => records.map((record) => printEvent(record, describe)).join(',');
  const common = { fixedContentType: true };
  if (format === 'cloudevents-binary') {
    return { ...common, single: true, encode: ([record]) => printBinary(record as Delivery, describe) };
  }
  if (format === 'cloudevents') {
    return { ...describePlain(true, 'application/cloudevents+json', print), ...common };
  }
  return {
    ...describePlain(false, 'application/cloudevents-batch+json', (records) => `[${print(records)}]`),
    ...common,
  };
}

function printEvent(record: Delivery, describe: DescribeRecord): string {
  return `${JSON.stringify(describe(record)).slice(0, -1)},"data":${record.json}}`;
}

/** The content type takes the place of the attribute; all others are headers. */
function printBinary(record: Delivery, describe: DescribeRecord): Message {
  const { datacontenttype = 'application/json', ...others } = describe(record);
  const headers = Object.entries(others).flatMap(([name, value]) => [`ce-${name}`, encodeHeaderText(value)]);
  return { body: record.json, headers: [...headers, 'content-type', datacontenttype] };
}

function join(records: readonly Delivery[], between: string): string {
  return records.length === 1 ? (records[0] as Delivery).json : records.map(({ json }) => json).join(between);
}
