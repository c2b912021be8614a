const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/i;

/**
 * Milliseconds since 1970 of a time as Microsoft's services write it: ISO 8601, UTC where no zone is said, fractions of any
 * length. Undefined for anything else: `Date.parse` alone makes a time of almost any text with a number in it.
 */
export function parseTime(text: string): number | undefined {
  if (!ISO.test(text)) return undefined;
  const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}
