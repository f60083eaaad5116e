let segmenter: Intl.Segmenter | undefined;
const plain = /^[\u0020-\u007e]*$/;
const zeroWidth = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
/** East Asian wide and full-width forms, and emoji shown as pictures. */
const wide =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|.*\ufe0f)/u;

/** How many columns a terminal gives to a text without control characters. */
export function measureWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of listSegments(text)) width += measureSegment(segment);
  return width;
}

function measureSegment(segment: string): number {
  if (zeroWidth.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}

/** Made when it is needed: it takes as long as a tenth of the command's start. */
function listSegments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
}

/** The text, cut to that many columns; an ellipsis says that there is more. */
export function clip(text: string, columns: number): string {
  if (measureWidth(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let width = 0;
  for (const { segment } of listSegments(text)) {
    width += measureSegment(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The text with spaces up to that many columns; on the left of it when aligned to the right. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - measureWidth(text)));
  return align === 'left' ? text + space : space + text;
}
