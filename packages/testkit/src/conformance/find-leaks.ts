/** So many characters of a secret in a row are no accident, and help whoever guesses the rest. */
const shortestPiece = 8;

/** Pieces of the secret that are in the text, as they are or the way URLs, JSON and Basic credentials spell them. */
export function findLeaks(text: string, secret: string): string[] {
  return [...new Set(spell(secret).flatMap(cutPieces))].filter((piece) => text.includes(piece));
}

function spell(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

function cutPieces(spelling: string): string[] {
  const count = Math.max(1, spelling.length - shortestPiece + 1);
  return Array.from({ length: count }, (_, at) => spelling.slice(at, at + shortestPiece));
}
