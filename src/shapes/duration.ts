import { UsageError } from "./errors.js";

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;

/** Milliseconds of `90s`, `90m`, `8h`, `7d` or an ISO 8601 duration such as `PT30M`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const short = /^(\d+(?:\.\d+)?)\s*([smhd])$/i.exec(text.trim());
  if (short !== null) return Number(short[1]) * (UNITS[(short[2] ?? "").toLowerCase()] ?? Number.NaN);
  const iso = ISO.exec(text.trim());
  if (iso === null || text.trim().length < 3 || /T$/i.test(text.trim())) return undefined;
  const [days, hours, minutes, seconds] = iso.slice(1).map((part) => Number((part as string | undefined) ?? 0));
  return ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/**
 * @param remedy what this very option takes
 * @throws {UsageError} naming the option
 */
export function durationOption(
  option: string,
  text: string,
  remedy = "Write it like 90m, 8h or 7d, or as ISO 8601 (PT90M).",
): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new UsageError(
    `${option} ${ms === undefined ? "is not a duration" : "must be longer than nothing"}: "${text}".`,
    {
      code: "bad-duration",
      remedy,
    },
  );
}

/** For people: `1148 days`, `1 day 2 h`, `3 h 5 min`, `12 min`. */
export function describeDuration(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return "less than a minute";
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 1) return `${days} days`;
  if (days === 1) return hours === 0 ? "1 day" : `1 day ${hours} h`;
  return hours === 0 ? `${rest} min` : `${hours} h${rest === 0 ? "" : ` ${rest} min`}`;
}
