import { nameSaysSecret } from './name-secrets.js';
import { shortestSecret } from './redact.js';
import { listUrlSecrets } from './scan-urls.js';

export interface SecretSources {
  /** Answers to prompts: all of them are secret. */
  readonly answers: readonly string[];
  readonly sshKey: string | undefined;
  /** Maps whose names tell: the environment, settings, an inventory, extra, role and play variables. */
  readonly named: readonly unknown[];
  /** Command lines and an inventory's text: `name=value`, JSON after -e. */
  readonly args: readonly string[];
  /** More values and patterns of names, from the `redact` setting. */
  readonly values: readonly string[];
  readonly namePatterns: readonly RegExp[];
}

/** Words that are nobody's secret, though they are the value of `password_authentication`. */
const commonWords = new Set(['true', 'false', 'none', 'null', 'auto', 'default', 'enabled', 'disabled', 'password']);

/** Every value that must not be kept or sent. */
export function collectSecrets(sources: SecretSources): string[] {
  const found = new Set<string>();
  const add = (value: unknown): void => {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || text.trim().length < shortestSecret) return;
    if (!commonWords.has(text.toLowerCase())) found.add(text);
  };
  for (const value of [...sources.answers, ...sources.values]) add(value);
  if (sources.sshKey) add(sources.sshKey);
  for (const map of sources.named) walkNamed(map, false, sources.namePatterns, add);
  for (const arg of sources.args) scanArgument(arg, sources.namePatterns, add);
  return [...found];
}

type Add = (value: unknown) => void;

function walkNamed(value: unknown, secret: boolean, patterns: readonly RegExp[], add: Add): void {
  if (Array.isArray(value)) {
    for (const item of value) walkNamed(item, secret, patterns, add);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) {
      walkNamed(item, secret || nameSaysSecret(name, patterns), patterns, add);
    }
  } else if (secret) {
    add(value);
  } else if (typeof value === 'string') {
    for (const found of listUrlSecrets(value)) add(found);
  }
}

function scanArgument(arg: string, patterns: readonly RegExp[], add: Add): void {
  for (const found of listUrlSecrets(arg)) add(found);
  for (const [, name = '', quoted, plain] of arg.matchAll(/([A-Za-z_][\w-]*)=(?:["']([^"']*)["']|(\S+))/g)) {
    if (nameSaysSecret(name, patterns)) add(quoted ?? plain);
    // A whole command line may stand between the quotation marks.
    else if (quoted?.includes('=')) scanArgument(quoted, patterns, add);
  }
  if (!arg.trimStart().startsWith('{')) return;
  try {
    walkNamed(JSON.parse(arg), false, patterns, add);
  } catch {
    // Not JSON: Ansible will say so.
  }
}
