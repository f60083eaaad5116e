// JSON as Python writes it, read without loss: integers beyond 2^53, NaN and Infinity become marked strings.

const TOKENS = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** @param {string} text @returns {any} */
export function parseExactly(text) {
  return JSON.parse(text.replace(TOKENS, protect));
}

function protect(token) {
  if (token.startsWith('"')) return token;
  if (/^-?(Infinity|NaN)$/.test(token)) return `"‹not JSON: ${token}›"`;
  if (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))) return `"‹integer ${token}›"`;
  return token;
}
