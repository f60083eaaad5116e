/** Words that make a variable's name say that its value is secret. */
const secretWord =
  /pass(word|wd|phrase|code)?s?|pwd|secrets?|tokens?|credentials?|api_?keys?|access_?keys?|private_?keys?|secret_?keys?|ssh_?keys?|signing_?keys?|encryption_?keys?|become_pass|vault_pass(word)?|bearer|otp|pin/;
/** The same at the end of a word that somebody wrote without a gap: PGPASSWORD, authtoken. */
const grownTogether = /passw(or)?ds?|passphrase|secret|token|apikey|sshpass/;
const named = new RegExp(`((^|_)(${secretWord.source})|${grownTogether.source})(_|$|\\d)`);
/** Names that contain such a word but hold a path, a switch or a count. */
const harmless =
  /(^|_)(file|path|dir|sock|socket|askpass|ask_pass|checking|enabled|policy|length|len|min|max|ttl|timeout|expiry|expires|prompt|type|name|id|count|method|url|uri|only)$/;

/** Whether the name of a variable says that its value is a secret. `extra` are patterns of the user's. */
export function nameSaysSecret(name: string, extra: readonly RegExp[] = []): boolean {
  if (extra.some((pattern) => pattern.test(name))) return true;
  // The shell's working directory is in every environment: masking it would hide every path.
  if (name === 'PWD') return false;
  const words = splitWords(name);
  return named.test(words) && !harmless.test(words);
}

/** Words that say so only where names are short: headers, parameters of an address. */
const credentialWord = /(^|_)(auth|authori[sz]ation|cookies?|key|sig|signature|session|sas|jwt|hmac|pass)(_|$|\d)/;

/** Whether a header or a parameter of an address holds what lets somebody in. */
export function nameSaysCredential(name: string): boolean {
  const words = splitWords(name);
  return nameSaysSecret(name) || (credentialWord.test(words) && !harmless.test(words));
}

/** A token by its looks: a long piece of letters and digits mixed. No uuid, host name, version or media type. */
export function isTokenLike(value: string): boolean {
  return (value.match(/[A-Za-z\d]{16,}/g) ?? []).some((piece) => /\d/.test(piece) && /[a-z]/i.test(piece));
}

/** `apiToken`, `API-Token` → `api_token`. */
function splitWords(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
}
