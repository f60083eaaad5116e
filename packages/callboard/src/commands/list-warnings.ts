const colours = /\u001b\[[\d;]*m/g;
const beginning = /^\[(?:DEPRECATION )?WARNING\]: /;

/** Warnings and deprecations among what Ansible wrote, each in one line. */
export function listWarnings(output: string): string[] {
  const warnings: string[] = [];
  let previous: string | undefined;
  for (const line of output.replace(colours, '').split(/\r?\n/)) {
    const text = line.trim();
    const isNew = beginning.test(text);
    const goesOn = previous !== undefined && wasWrapped(previous) && text !== '' && !text.startsWith('[');
    if (isNew) warnings.push(text);
    else if (goesOn) warnings[warnings.length - 1] += ` ${text}`;
    previous = isNew || goesOn ? text : undefined;
  }
  return warnings;
}

/** Ansible before 2.19 wraps them at 79 columns, between words. */
function wasWrapped({ length }: string): boolean {
  return length > 40 && length < 80;
}
