// What a version of Entra Connect Sync is worth on a given day, by the table in `knowledge`.
import table from "../knowledge/connect-versions.json" with { type: "json" };

export interface VersionVerdict {
  readonly state: "stopped" | "recalled" | "out-of-support" | "supported" | "newer-than-known" | "not-in-table";
  /** Day (YYYY-MM-DD) on which the service stopped this version, for `stopped`. */
  readonly stoppedOn: string | null;
  /** Last day of support as Microsoft printed it, or null where none is printed yet. */
  readonly supportEnds: string | null;
  /** The next day on which the service will stop this version, and whether Microsoft itself was read saying so. */
  readonly nextStop: { readonly on: string; readonly below: string; readonly confirmed: boolean } | null;
}

/** Day of the version table; knowledge gets old. */
export const VERSIONS_AS_OF: string = table.asOf;

/** The version below which nothing synchronises on `day`. */
export function floorOn(day: string): string {
  const floors = table.floors.filter((floor) => floor.stops === "synchronization" && floor.effective <= day);
  return floors.map((floor) => floor.below).reduce((a, b) => (compareVersions(a, b) < 0 ? b : a), "0.0.0.0");
}

/** @param day YYYY-MM-DD on the service's clock */
export function judgeVersion(version: string, day: string): VersionVerdict {
  if (!/^\d+(\.\d+){1,3}$/.test(version))
    return { state: "not-in-table", stoppedOn: null, supportEnds: null, nextStop: null };
  const stops = table.floors.filter(
    (floor) => floor.stops === "synchronization" && compareVersions(version, floor.below) < 0,
  );
  const past = stops.filter((floor) => floor.effective <= day).sort((a, b) => (a.effective < b.effective ? -1 : 1));
  const next = stops.filter((floor) => floor.effective > day).sort((a, b) => (a.effective < b.effective ? -1 : 1))[0];
  const release = table.releases.find((candidate) => candidate.version === version);
  const newest = table.releases
    .map((candidate) => candidate.version)
    .reduce((a, b) => (compareVersions(a, b) < 0 ? b : a));
  const common = {
    stoppedOn: past[0]?.effective ?? null,
    supportEnds: release?.supportEnds ?? null,
    nextStop:
      next === undefined ? null : { on: next.effective, below: next.below, confirmed: next.source === "microsoft" },
  };
  if (past.length > 0) return { state: "stopped", ...common };
  if (release === undefined)
    return { state: compareVersions(version, newest) > 0 ? "newer-than-known" : "not-in-table", ...common };
  if (release.recalled) return { state: "recalled", ...common };
  return { state: (release.supportEnds ?? "9999") < day ? "out-of-support" : "supported", ...common };
}

/** Negative when `a` is the older one. Parts that are missing or not numbers count as 0. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
