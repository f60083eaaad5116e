import type { Placed } from './place-inputs.js';
import type { InventoryInput } from './run-options.js';

/** The variables of an inventory that was given as an object or as text, to look for secrets among them. */
export async function listInventoryVariables(
  inventory: InventoryInput | undefined,
  placed: Placed<unknown>,
): Promise<unknown[]> {
  if (typeof inventory !== 'string') return [inventory];
  return placed.file === undefined ? [] : await readText(inventory);
}

/** YAML (or JSON), or INI: of that only lines `name = value` are read here; `name=value` behind a host is not. */
async function readText(text: string): Promise<unknown[]> {
  const { parseYaml } = await import('./parse-yaml.js');
  try {
    const parsed = parseYaml(text);
    if (parsed !== null && typeof parsed === 'object') return [parsed];
  } catch {
    // INI, or wrong: Ansible will say so.
  }
  return [...text.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*(.*?)[ \t\r]*$/gm)].map(([, name = '', value = '']) => ({
    [name]: value.replace(/^(["'])(.*)\1$/, '$2'),
  }));
}
