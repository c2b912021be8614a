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

/**
 * For people, to the minute: `2026-11-23 04:00 UTC`. A text that is no time is given back as it is: whoever prints it makes
 * it harmless, as all that comes from a tenant.
 * @param time as a service writes it, or epoch milliseconds
 */
export function minuteOf(time: string | number): string {
  const moment = new Date((typeof time === "number" ? time : parseTime(time)) ?? Number.NaN);
  if (!Number.isNaN(moment.getTime())) return `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return typeof time === "string" ? time : "a time that is not to be understood";
}
