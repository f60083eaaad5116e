/**
 * ansible-core from 2.19 on keeps a host's facts as JSON text inside JSON, every value with its origin:
 * `{"__payload__": "{\"city\": {\"value\": \"Rome\", \"tags\": […], \"__ansible_type\": \"_AnsibleTaggedStr\"}}"}`.
 */
const payloadKey = '__payload__';

/** The facts themselves, whichever version kept them. */
export function unwrapFacts(stored: Record<string, unknown>): Record<string, unknown> {
  const payload = stored[payloadKey];
  return typeof payload === 'string' ? (untag(JSON.parse(payload)) as Record<string, unknown>) : stored;
}

/** What that Ansible reads; it takes values without their origin. */
export function wrapFacts(facts: Record<string, unknown>): Record<string, unknown> {
  return { [payloadKey]: JSON.stringify(facts) };
}

function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag);
  if (value === null || typeof value !== 'object') return value;
  if ('__ansible_type' in value && 'value' in value) return untag(value.value);
  if ('__ansible_type' in value && 'iso8601' in value) return value.iso8601;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untag(item)]));
}
