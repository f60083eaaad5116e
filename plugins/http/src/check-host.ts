import { readList } from './read-list.js';
import type { Target } from './read-target.js';

/** Throws where `runner_http_allowed_hosts` is set and doesn't name the target. */
export function checkHost(target: Target, allowed: unknown): void {
  if (allowed === undefined) return;
  const entries = readList('runner_http_allowed_hosts', allowed).map((entry) => entry.toLowerCase());
  if (entries.some((entry) => fits(entry, target))) return;
  throw new Error(
    `runner_http_allowed_hosts doesn't allow ${target.name}. Whoever set it must add the host, or runner_http_url is wrong.`,
  );
}

function fits(entry: string, { origin, socketPath }: Target): boolean {
  if (socketPath !== undefined) return entry === socketPath.toLowerCase();
  const { hostname, port, protocol } = new URL(origin);
  const [, name = '', wantedPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  if (wantedPort !== undefined && wantedPort !== actualPort) return false;
  return name.startsWith('*.') ? hostname.endsWith(name.slice(1)) : hostname === name;
}
