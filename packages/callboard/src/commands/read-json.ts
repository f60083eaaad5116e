export interface JsonInOutput {
  readonly value: unknown;
  /** What stands around it: on a terminal warnings and prompts. */
  readonly rest: string;
}

/** The JSON object in a command's output. Throws SyntaxError where there is none. */
export function readJson(output: string): JsonInOutput {
  try {
    return { value: JSON.parse(output), rest: '' };
  } catch (thrown) {
    const lines = output.split('\n');
    const first = lines.findIndex((line) => line.startsWith('{'));
    const last = lines.findLastIndex((line) => line.endsWith('}'));
    if (first < 0 || last < first) throw thrown;
    const value: unknown = JSON.parse(lines.slice(first, last + 1).join('\n'));
    return { value, rest: [...lines.slice(0, first), ...lines.slice(last + 1)].join('\n') };
  }
}
