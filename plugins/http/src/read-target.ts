import { statSync } from 'node:fs';
import type { SinkLog } from '@callboard/contract';

/** Where requests go. */
export interface Target {
  /** `https://host:port`; `http://localhost` behind a socket. */
  readonly origin: string;
  /** Of the request, with its query. */
  readonly path: string;
  /** The unix socket, if it is one. */
  readonly socketPath: string | undefined;
  /** For messages: host and port, or the socket. Paths and queries of webhooks are often secrets. */
  readonly name: string;
  readonly credentials: Credentials | undefined;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/**
 * Reads `runner_http_url` and `runner_http_path`. As in Python's plugin, the path of an existing file is a unix
 * socket, and only there `runner_http_path` counts. Throws where it is nothing that can be sent to.
 */
export function readTarget(url: string, path: string | undefined, log: SinkLog): Target {
  const text = url.trim();
  const socket = findSocket(text, path, log);
  if (socket) return describeSocket(socket.path, socket.request);
  if (path !== undefined)
    log.warn('runner_http_path is for unix sockets only, and left out here: put the path into runner_http_url');
  return readUrl(text);
}

interface Socket {
  readonly path: string;
  readonly request: string;
}

function findSocket(text: string, path: string | undefined, log: SinkLog): Socket | undefined {
  const request = path ?? '/';
  const encoded = /^http\+unix:\/\/([^/?#]*)([^#]*)/i.exec(text);
  if (encoded) return { path: decode(encoded[1] ?? ''), request: encoded[2] || request };
  const plain = /^unix:(?:\/\/)?(\/.*)$/i.exec(text);
  if (plain) return { path: plain[1] ?? '', request };
  const kind = lookAt(text);
  if (kind === 'other') throw new Error(`runner_http_url is the path of a file that is no socket: ${text}`);
  if (kind === 'none' && !text.startsWith('/')) return undefined;
  if (kind === 'none') log.warn(`there is no socket ${text} yet`);
  return { path: text, request };
}

function lookAt(path: string): 'socket' | 'other' | 'none' {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 'none' : found.isSocket() ? 'socket' : 'other';
}

function decode(encoded: string): string {
  try {
    const path = decodeURIComponent(encoded);
    if (path !== '' && !path.includes('\0')) return path;
  } catch {
    // Said below.
  }
  throw new Error(
    'runner_http_url names no socket: write http+unix://%2Frun%2Fname.sock/path, with %2F for each slash of the socket.',
  );
}

function describeSocket(socketPath: string, request: string): Target {
  if (!/^[/?]/.test(request))
    throw new Error('runner_http_path must begin with a slash: it is the path of the request.');
  // Python's requests send a query without a path to the root as well.
  const { pathname, search } = new URL(`http://localhost${request.startsWith('?') ? '/' : ''}${request}`);
  return {
    origin: 'http://localhost',
    path: pathname + search,
    socketPath,
    name: `unix:${socketPath}`,
    credentials: undefined,
  };
}

function readUrl(text: string): Target {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') {
    const why = scheme === undefined ? 'neither a URL nor an existing socket' : `a URL of scheme ${scheme}`;
    throw new Error(
      `runner_http_url is ${why}: it must begin with http://, https://, unix:// or http+unix://, or be the path of a socket.`,
    );
  }
  // `new URL` would take some of them out and say nothing.
  if (/[\0-\x20\x7f]/.test(text)) {
    throw new Error('runner_http_url has spaces or control characters in it. Take them out.');
  }
  // What `new URL` throws has the whole text in it.
  if (!URL.canParse(text)) throw new Error('runner_http_url is no valid URL. It looks like https://host:port/path');
  const { origin, pathname, search, username, password } = new URL(text);
  const credentials = username || password ? { user: decodePart(username), password: decodePart(password) } : undefined;
  return { origin, path: pathname + search, socketPath: undefined, name: origin, credentials };
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
