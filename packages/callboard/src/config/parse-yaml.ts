import { parse, Scalar, type ScalarTag, type Tags } from 'yaml';
import { PrintedFloat } from './print-python.js';

/** Ansible's own tags: the text is kept as it is. Ansible reads the file itself; we only look for names and values. */
const ansibleTags: ScalarTag[] = ['!vault', '!unsafe', '!vault-encrypted'].map((tag) => ({
  tag,
  resolve: (text: string) => text,
}));

export interface YamlShape {
  /** Maps as `Map`, in the order of the file. */
  readonly mapAsMap?: boolean;
  /** Numbers such that they can be printed as Python does: no digit is lost, and `2.0` is not `2`. */
  readonly exactNumbers?: boolean;
}

/** YAML 1.1, as Python reads it (`yes` is true but `y` is not, `<<` merges, a date is left as it was written). */
export function parseYaml(text: string, { mapAsMap = false, exactNumbers = false }: YamlShape = {}): unknown {
  const customTags = (tags: Tags): Tags => {
    const asPython = tags.flatMap(readAsPython);
    return [...(exactNumbers ? asPython.map(printFloats) : asPython), ...ansibleTags];
  };
  const value: unknown = parse(text, {
    version: '1.1',
    customTags,
    mapAsMap,
    merge: true,
    intAsBigInt: exactNumbers,
    // Its warnings would show the text.
    logLevel: 'error',
  });
  refuseEndless(value, new Set());
  return value;
}

/** `&a [*a]` holds itself: whoever looks for names and values in it would never come to an end. */
function refuseEndless(value: unknown, above: Set<object>): void {
  if (typeof value !== 'object' || value === null) return;
  if (above.has(value)) throw new Error('an alias stands within what it stands for.');
  above.add(value);
  for (const item of value instanceof Map ? value.values() : Object.values(value)) refuseEndless(item, above);
  above.delete(value);
}

/** PyYAML follows the letter of YAML 1.1 less closely than our parser. */
function readAsPython(tag: Tags[number]): Tags {
  if (typeof tag !== 'object' || !('test' in tag) || tag.test === undefined) return [tag];
  if (tag.tag.endsWith(':timestamp')) return [];
  if (tag.tag.endsWith(':bool')) return [{ ...tag, test: new RegExp(`^(?![YyNn]$)(?:${tag.test.source})`) }];
  if (tag.tag.endsWith(':int') && tag.format === undefined) return [{ ...tag, test: /^[-+]?(?:0|[1-9][\d_]*)$/ }];
  if (tag.format === 'EXP') return [{ ...tag, test: /^[-+]?(?:\d[\d_]*)?\.[\d_]*[eE][-+]\d+$/ }];
  return [tag];
}

function printFloats(tag: Tags[number]): Tags[number] {
  if (typeof tag !== 'object' || tag.tag !== 'tag:yaml.org,2002:float') return tag;
  const parsing = tag as ScalarTag;
  const printing: ScalarTag = {
    ...parsing,
    resolve(text, onError, options) {
      const value = parsing.resolve(text, onError, options);
      return new PrintedFloat(Number(value instanceof Scalar ? value.value : value));
    },
  };
  return printing;
}
