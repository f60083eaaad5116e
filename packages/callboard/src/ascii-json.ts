/** JSON as Python's json.dumps spells it in the spool: everything beyond printable ASCII as \uXXXX. */
export function asciiJson(value: unknown): string {
  return escapeToAscii(JSON.stringify(value));
}

/** The same for JSON text: beyond its strings there is nothing but ASCII. */
export function escapeToAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
