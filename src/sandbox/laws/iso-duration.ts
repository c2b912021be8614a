// Durations as Graph writes them (`Edm.Duration`, ISO 8601).

const DAY_MS = 86_400_000;

/**
 * `P180D`, `PT8H`, `P1DT12H`, also `P1Y` and `P6M`, which PIM takes although OData's type has no years and months: a
 * year is 365 days and a month 30, a choice. Milliseconds; `undefined` for what is no duration, or none that lasts.
 */
export function parseIsoDuration(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [years, months, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part || 0));
  const length =
    ((years ?? 0) * 365 + (months ?? 0) * 30 + (days ?? 0)) * DAY_MS +
    (hours ?? 0) * 3_600_000 +
    (minutes ?? 0) * 60_000 +
    (seconds ?? 0) * 1000;
  return length > 0 ? length : undefined;
}

const PATTERN =
  /^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d{1,7})?S)?)?$/u;
