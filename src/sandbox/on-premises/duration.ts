const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `30m`, `8h`, `7d` or ISO 8601 (`PT1H30M`, `P7D`) in milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const short = /^(\d{1,9})([smhd])$/u.exec(text);
  if (short !== null) return Number(short[1]) * UNIT_MS[unitOf(short[2])];
  const iso = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/u.exec(text);
  if (iso === null || /^PT?$/u.test(text) || text.endsWith("T")) return undefined;
  const [, days, hours, minutes, seconds] = iso.map((part) => Number(part || 0));
  return (days ?? 0) * UNIT_MS.d + (hours ?? 0) * UNIT_MS.h + (minutes ?? 0) * UNIT_MS.m + (seconds ?? 0) * UNIT_MS.s;
}

/** `PT1H30M`; whole seconds. */
export function isoDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const [days, rest] = [Math.floor(seconds / 86_400), seconds % 86_400];
  const time = [
    [Math.floor(rest / 3600), "H"],
    [Math.floor((rest % 3600) / 60), "M"],
    [rest % 60, "S"],
  ].map(([count, unit]) => (count === 0 ? "" : `${count ?? 0}${unit ?? ""}`));
  const text = `${days === 0 ? "" : `${days}D`}${time.join("") === "" ? "" : `T${time.join("")}`}`;
  return `P${text === "" ? "T0S" : text}`;
}

function unitOf(text: string | undefined): keyof typeof UNIT_MS {
  return text === "s" || text === "m" || text === "h" ? text : "d";
}
