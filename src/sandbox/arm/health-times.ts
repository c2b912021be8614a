// How Connect Health writes times.

/** "Never"; it comes with `Z` and without. */
export const NEVER = "0001-01-01T00:00:00";

/** With the seven digits of fraction that .NET writes. */
export function sevenDigits(at: number): string {
  return new Date(at).toISOString().replace("Z", "0805Z");
}

/** A time of the state as the service sends it: milliseconds get .NET's seven digits, everything else stays as it is. */
export function asSent<T extends string | null>(text: T): T | string {
  return text === null ? text : text.replace(/(T\d\d:\d\d:\d\d\.\d{3})Z$/u, "$10805Z");
}
