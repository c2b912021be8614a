// Moments as the facts tell them, for comparing.
import { parseTime } from "../shapes/time.js";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** Before there was a directory in the cloud: `0001-01-01` stands for what is not told. */
const TOO_EARLY = Date.UTC(2000, 0);

/** Epoch milliseconds; undefined: there is none. What is no time counts as now and later: it must not look old. */
export function momentOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  const moment = parseTime(text);
  return moment === undefined || moment < TOO_EARLY ? Number.POSITIVE_INFINITY : moment;
}

/** Epoch milliseconds of what is told and can have been by now; undefined: nothing that could be used as evidence. */
export function pastMoment(text: string | null, at: number): number | undefined {
  const moment = momentOf(text);
  return moment !== undefined && moment <= at + HOUR_MS ? moment : undefined;
}
