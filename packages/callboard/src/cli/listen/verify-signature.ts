import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { UsageError } from '../usage-error.js';

/** Says what is wrong with a request's signature, or nothing. */
export type CheckSignature = (headers: IncomingHttpHeaders, body: string) => string | undefined;

/** How far the sender's clock may be off, in seconds: Standard Webhooks' own value. */
const tolerance = 5 * 60;
/** What stands before the 32 bytes of an ed25519 key in its public form (SPKI). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/** Checks as Standard Webhooks say, by any of the keys: `whsec_…` (HMAC) or `whpk_…` (ed25519). Throws UsageError. */
export function createSignatureCheck(keys: readonly string[]): CheckSignature {
  const verifiers = keys.map(readKey);
  return (headers, body) => {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
    if (!id || !timestamp || !signatures) return 'it is not signed';
    if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= tolerance)) return 'its timestamp is too old or too new';
    const signed = `${String(id)}.${String(timestamp)}.${body}`;
    const given = String(signatures).split(' ');
    if (given.some((signature) => verifiers.some((fits) => fits(signed, signature)))) return undefined;
    return 'none of its signatures is right';
  };
}

type Verifier = (signed: string, signature: string) => boolean;

function readKey(key: string): Verifier {
  const [, prefix, encoded = ''] = /^(whsec_|whpk_)([A-Za-z\d+/_-]+={0,2})$/.exec(key) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (prefix === 'whsec_') return (signed, signature) => checkHmac(bytes, signed, signature);
  if (prefix === 'whpk_' && bytes.length === 32) {
    const publicKey = createPublicKey({ key: Buffer.concat([spkiHead, bytes]), format: 'der', type: 'spki' });
    return (signed, signature) => checkEd25519(publicKey, signed, signature);
  }
  throw new UsageError('--secret takes whsec_… (HMAC) or whpk_… (ed25519, 32 bytes), base64 behind the prefix.');
}

function checkHmac(secret: Buffer, signed: string, signature: string): boolean {
  if (!signature.startsWith('v1,')) return false;
  const given = Buffer.from(signature.slice(3), 'base64');
  const right = createHmac('sha256', secret).update(signed).digest();
  return given.length === right.length && timingSafeEqual(given, right);
}

function checkEd25519(key: KeyObject, signed: string, signature: string): boolean {
  if (!signature.startsWith('v1a,')) return false;
  return verify(null, Buffer.from(signed), key, Buffer.from(signature.slice(4), 'base64'));
}
