import type { JsonObject } from '@callboard/contract';

/** What a line of a stream says. */
export type StreamLine =
  | { readonly kind: 'kwargs'; readonly kwargs: JsonObject }
  | { readonly kind: 'archive'; readonly length: number }
  | { readonly kind: 'status'; readonly status: JsonObject }
  | { readonly kind: 'event'; readonly event: JsonObject; readonly text: string }
  | { readonly kind: 'keepalive' }
  | { readonly kind: 'eof' }
  | { readonly kind: 'unknown' };

/** Told apart as Ansible Runner does it. Undefined where the line is no JSON object. */
export function parseLine(text: string): StreamLine | undefined {
  const said = parseObject(text);
  if (!said) return undefined;
  if ('event' in said)
    return said['event'] === 'keepalive' ? { kind: 'keepalive' } : { kind: 'event', event: said, text };
  if ('status' in said) return { kind: 'status', status: said };
  if ('zipfile' in said) {
    const length = said['zipfile'];
    return isLength(length) ? { kind: 'archive', length } : undefined;
  }
  if ('eof' in said) return { kind: 'eof' };
  if ('kwargs' in said) {
    const kwargs = said['kwargs'];
    return isObject(kwargs) ? { kind: 'kwargs', kwargs } : undefined;
  }
  return { kind: 'unknown' };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const said = JSON.parse(text) as unknown;
    return isObject(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
