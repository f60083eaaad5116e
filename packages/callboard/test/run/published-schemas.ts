import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const directory = new URL('../../../contract/schema/', import.meta.url);
const ajv = new Ajv2020({ strictSchema: true, strictTypes: true, allErrors: true });

for (const name of ['event', 'status', 'record']) {
  ajv.addSchema(JSON.parse(readFileSync(new URL(`${name}.schema.json`, directory), 'utf8')) as object, name);
}

/** What is wrong with the value, one line each; empty when it fits the schema that is published. */
export function findFaults(schema: 'event' | 'status' | 'record', value: unknown): string[] {
  const validate = ajv.getSchema(schema) as ValidateFunction;
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
