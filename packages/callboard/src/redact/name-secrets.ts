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
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
  return named.test(words) && !harmless.test(words);
}
