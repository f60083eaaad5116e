import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { readList } from './read-list.js';

/** The headers of Standard Webhooks for a request, names and values in turn. `body` is what the receiver reads, before any compression. */
export type SignRequest = (id: string, body: string) => string[];

type SignText = (text: string) => string;

/**
 * Reads `runner_http_signing_keys`. While one key replaces another, both are given and sign each request. Throws where
 * one of them is no key, without showing it.
 */
export function readSigningKeys(keys: unknown): SignRequest | undefined {
  if (keys === undefined) return undefined;
  const signers = readList('runner_http_signing_keys', keys).map(readKey);
  return (id, body) => {
    // The dot parts what is signed: with one in the id, two different requests could read the same.
    const webhookId = id.replaceAll('.', '%2E');
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signatures = signers.map((signText) => signText(`${webhookId}.${timestamp}.${body}`));
    return ['webhook-id', webhookId, 'webhook-timestamp', timestamp, 'webhook-signature', signatures.join(' ')];
  };
}

function readKey(key: string): SignText {
  const [, prefix, encoded = ''] = /^(whsec_|whsk_)([A-Za-z\d+/_-]+={0,2})$/.exec(key) ?? [];
  if (prefix === undefined) {
    throw new Error('runner_http_signing_keys: a key must be whsec_ or whsk_ and base64 behind it.');
  }
  const bytes = Buffer.from(encoded, 'base64');
  return prefix === 'whsec_' ? readSharedKey(bytes) : readPrivateKey(bytes);
}

function readSharedKey(secret: Buffer): SignText {
  if (secret.length < 24 || secret.length > 64) {
    throw new Error(`runner_http_signing_keys: a whsec_ key must have 24 to 64 bytes; this one has ${secret.length}.`);
  }
  return (text) => `v1,${createHmac('sha256', secret).update(text).digest('base64')}`;
}

/** What PKCS #8 puts before the 32 bytes of an ed25519 key. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** 32 bytes of key, or these and the 32 of the public key, as many libraries keep them. */
function readPrivateKey(bytes: Buffer): SignText {
  if (bytes.length !== 32 && bytes.length !== 64) {
    throw new Error(`runner_http_signing_keys: a whsk_ key must have 32 or 64 bytes; this one has ${bytes.length}.`);
  }
  const der = Buffer.concat([pkcs8Head, bytes.subarray(0, 32)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return (text) => `v1a,${sign(null, Buffer.from(text), key).toString('base64')}`;
}
