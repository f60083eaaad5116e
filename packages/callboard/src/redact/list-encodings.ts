/** A base64 form of less would be a handful of letters that stand in any text by chance. */
const shortestEncoded = 6;

/** A secret as programs pass it on: in base64, in an address, in quotation marks. Those that change nothing included. */
export function listEncodings(secret: string): string[] {
  const base64 = secret.length < shortestEncoded ? [] : listBase64Forms(Buffer.from(secret));
  return [...base64, ...listUrlForms(secret), ...listQuotedForms(secret)];
}

/**
 * Inside of something longer base64 depends on how many bytes stand before: three ways. Letters that also hold bits of
 * the neighbours are left out, so up to six bits of the secret's first and last byte stay.
 */
function listBase64Forms(bytes: Buffer): string[] {
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const whole = bytes.toString('base64');
  const forms = [whole, whole.replace(/=+$/, ''), ...inside];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** JavaScript, Python (`quote`, `quote_plus`) and browsers differ in what they leave alone. */
function listUrlForms(secret: string): string[] {
  const wellFormed = Buffer.from(secret).toString();
  const loose = encodeURIComponent(wellFormed);
  const strict = loose.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [encodeURI(wellFormed), loose, strict, strict.replaceAll('%2F', '/'), strict.replaceAll('%20', '+')];
  return [...forms, ...forms.map((form) => form.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()))];
}

/** Within single quotes (shell, Python, YAML) and double ones, and with backslashes alone. */
function listQuotedForms(secret: string): string[] {
  return [
    ...[`'"'"'`, String.raw`'\''`, String.raw`\'`, `''`].map((quote) => secret.replaceAll("'", quote)),
    secret.replace(/["$`\\]/g, String.raw`\$&`),
    secret.replace(/[^\w@%+=:,./\n\u0080-\uffff-]/g, String.raw`\$&`),
  ];
}
