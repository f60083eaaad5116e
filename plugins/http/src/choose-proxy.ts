import { BlockList, isIP } from 'node:net';
import type { Target } from './read-target.js';

export interface Proxy {
  readonly url: URL;
  /** For messages: without user and password. */
  readonly name: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy on the way to the target: `runner_http_proxy`, or what the environment says, as curl and Python's requests
 * read it. Throws where it cannot be used.
 */
export function chooseProxy(target: Target, setting: string | undefined, env: Environment): Proxy | undefined {
  if (target.socketPath !== undefined || setting === 'none') return undefined;
  if (setting !== undefined) return readProxy('runner_http_proxy', setting);
  const { protocol } = new URL(target.origin);
  const found = readVariables(protocol === 'https:' ? ['https_proxy', 'all_proxy'] : ['http_proxy', 'all_proxy'], env);
  if (!found || isExempt(target, readVariables(['no_proxy'], env)?.value ?? '')) return undefined;
  return readProxy(found.name, found.value);
}

function readVariables(names: readonly string[], env: Environment): { name: string; value: string } | undefined {
  for (const name of names.flatMap((lower) => [lower, lower.toUpperCase()])) {
    const value = env[name]?.trim();
    if (value) return { name, value };
  }
  return undefined;
}

function readProxy(from: string, text: string): Proxy {
  const full = text.includes('://') ? text : `http://${text}`;
  // The text is not shown: it may hold a password.
  if (!URL.canParse(full)) throw new Error(`${from} is no URL. It looks like http://proxy:3128`);
  const url = new URL(full);
  if (url.protocol === 'http:' || url.protocol === 'https:') return { url, name: url.host };
  throw new Error(
    `${from} is a proxy of kind ${url.protocol}// that cannot be used here: set runner_http_proxy to an http proxy, or to none.`,
  );
}

/** Names with all below them, `.name`, `*.name`, either with a port; addresses, and networks as 10.0.0.0/8; `*`. */
function isExempt({ origin }: Target, list: string): boolean {
  const { hostname, port, protocol } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*' || isInNetwork(host, entry)) return true;
      const [, name = '', wantedPort] =
        /^\*?\.?\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
      if (wantedPort !== undefined && wantedPort !== actualPort) return false;
      return host === name || host.endsWith(`.${name}`);
    });
}

function isInNetwork(host: string, entry: string): boolean {
  const [, network = '', bits = ''] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
  const family = isIP(host);
  if (family === 0 || isIP(network) !== family || Number(bits) > (family === 6 ? 128 : 32)) return false;
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  const networks = new BlockList();
  networks.addSubnet(network, Number(bits), kind);
  return networks.check(host, kind);
}
