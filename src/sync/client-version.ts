// What a version of Entra Connect Sync is worth on a given day, by a table of what is known.
import type { ConnectVersions, VersionFloor } from "../knowledge/connect-versions.js";
import { compareVersions, isVersion } from "../knowledge/version-numbers.js";

export interface VersionVerdict {
  readonly state: "stopped" | "recalled" | "out-of-support" | "supported" | "newer-than-known" | "not-in-table";
  /** Day (YYYY-MM-DD) on which the service stopped this version, for `stopped`. */
  readonly stoppedOn: string | null;
  /** Whether Microsoft itself was read saying so. */
  readonly stopConfirmed: boolean;
  /** Last day of support as Microsoft printed it, or null where none is printed yet. */
  readonly supportEnds: string | null;
  readonly knownIssues: readonly string[];
}

const UNHEARD_OF: VersionVerdict = {
  state: "not-in-table",
  stoppedOn: null,
  stopConfirmed: false,
  supportEnds: null,
  knownIssues: [],
};

/** The version below which nothing synchronises on `day`. */
export function floorOn(table: ConnectVersions, day: string, cloud: string): string {
  return floorsOf(table, "synchronization")
    .filter(({ effective }) => effective <= day)
    .map((floor) => belowIn(floor, cloud))
    .reduce((a, b) => (compareVersions(a, b) < 0 ? b : a), "0.0.0.0");
}

/** Floors of one kind, the earliest first. */
export function floorsOf(table: ConnectVersions, stops: VersionFloor["stops"]): readonly VersionFloor[] {
  return table.floors
    .filter((floor) => floor.stops === stops)
    .sort((a, b) => (a.effective === b.effective ? 0 : a.effective < b.effective ? -1 : 1));
}

/** What is older than this is stopped in this cloud. */
export function belowIn(floor: VersionFloor, cloud: string): string {
  return cloud === "public" ? floor.below : (floor.belowNonCommercial ?? floor.below);
}

/** @param day YYYY-MM-DD on the service's clock */
export function judgeVersion(table: ConnectVersions, version: string, day: string, cloud: string): VersionVerdict {
  if (!isVersion(version)) return UNHEARD_OF;
  const stop = floorsOf(table, "synchronization").find(
    (floor) => floor.effective <= day && compareVersions(version, belowIn(floor, cloud)) < 0,
  );
  const release = table.releases.find((one) => compareVersions(one.version, version) === 0);
  const common = {
    stoppedOn: stop?.effective ?? null,
    stopConfirmed: stop?.source === "microsoft",
    supportEnds: release?.supportEnds ?? null,
    knownIssues: release?.knownIssues ?? [],
  };
  if (stop !== undefined) return { ...common, state: "stopped" };
  if (release === undefined)
    return { ...common, state: isNewest(table, version) ? "newer-than-known" : "not-in-table" };
  if (release.recalled) return { ...common, state: "recalled" };
  return { ...common, state: (release.supportEnds ?? "9999") < day ? "out-of-support" : "supported" };
}

/** The day of a time, as floors and ends of support are told: YYYY-MM-DD in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function isNewest(table: ConnectVersions, version: string): boolean {
  return table.releases.every((one) => compareVersions(one.version, version) < 0);
}
