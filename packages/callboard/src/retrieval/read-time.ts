/** The time of an ISO text; without a zone it is UTC, as older versions of Python's runner wrote it. */
export function readTime(text: string | undefined): Date | undefined {
  if (!text) return undefined;
  const time = new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
