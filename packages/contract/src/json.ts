/** Anything JSON can hold. */
export type JsonValue = JsonScalar | readonly JsonValue[] | JsonObject;

/** A value that is not a structure. */
export type JsonScalar = string | number | boolean | null;

/** A JSON object. `undefined` stands for an absent key, so that interfaces with optional keys fit. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}
