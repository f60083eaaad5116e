import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export interface SchemaNode {
  $ref?: string;
  required?: string[];
  properties?: Record<string, SchemaNode | true>;
  allOf?: SchemaNode[];
  if?: SchemaNode;
  then?: SchemaNode;
  const?: string;
  enum?: string[];
  $defs?: Record<string, SchemaNode>;
}

/** The published schema `<name>.schema.json`. */
export function readSchema(name: string): SchemaNode {
  return JSON.parse(readFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), 'utf8'));
}

const ajv = new Ajv2020({ strictSchema: true, strictTypes: true, allErrors: true });
for (const name of ['event', 'status', 'record']) ajv.addSchema(readSchema(name), name);

/** What is wrong with the value, one line each; empty when it fits the schema. */
export function findFaults(schema: 'event' | 'status' | 'record', value: unknown): string[] {
  const validate = ajv.getSchema(schema) as ValidateFunction;
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath} ${message} ${JSON.stringify(params)}`;
  });
}
