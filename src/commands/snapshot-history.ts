// Saved snapshots of one tenant as a course of time: when synchronisation ran, and which server did it.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readTextFile } from "../machine/text-file.js";
import type { Fact } from "../shapes/fact.js";
import { mapFact } from "../shapes/fact.js";
import type { ActiveServer } from "../sync/active-server.js";
import type { Snapshot } from "../sync/snapshot.js";
import { verdictsOn } from "./judge-snapshot.js";
import { readSnapshotText } from "./saved-snapshot.js";
import { beginsAsSnapshot } from "./snapshot-beginning.js";
import { LARGEST_SNAPSHOT } from "./snapshot-file.js";

interface HistoryPoint {
  /** The snapshot's own time, ISO 8601 UTC. */
  readonly at: string;
  readonly lastSync: Fact<string | null>;
  readonly lastPasswordSync: Fact<string | null>;
  readonly activeServer: Fact<ActiveServer>;
}

export interface SnapshotHistory {
  /** Oldest first. */
  readonly points: readonly HistoryPoint[];
  /** Files that are snapshots and cannot be read. */
  readonly unreadable: number;
  /** There are older ones that were not looked at. */
  readonly more: boolean;
}

const MOST = 200;
/** Files of a folder that are looked at: those of other tenants lie between. */
const MOST_FILES = 1_000;
/** As in names that this program gives: 2026-11-22T05-12-07Z. */
const TIME_IN_NAME = /(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.json$/;

/** The newest snapshots of a tenant in a folder. Never fails: a folder that cannot be listed holds none. */
export function readHistory(folder: string, tenantId: string): SnapshotHistory {
  const files = newestFirst(folder);
  const points = new Map<string, HistoryPoint>();
  let unreadable = 0;
  let looked = 0;
  for (const file of files.slice(0, MOST_FILES)) {
    if (points.size >= MOST) break;
    looked += 1;
    if (!beginsAsSnapshot(file)) continue;
    const snapshot = snapshotIn(file);
    if (snapshot === undefined) unreadable += 1;
    else if (snapshot.organization.value.id.toLowerCase() === tenantId.toLowerCase())
      points.set(snapshot.takenAt, pointOf(snapshot));
  }
  return {
    points: [...points.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    unreadable,
    more: looked < files.length,
  };
}

function snapshotIn(file: string): Snapshot | undefined {
  const text = readTextFile(file, LARGEST_SNAPSHOT);
  if ("why" in text) return undefined;
  const read = readSnapshotText(text.text, ["policies", "provisioningErrors"]);
  return "snapshot" in read ? read.snapshot : undefined;
}

function pointOf(snapshot: Snapshot): HistoryPoint {
  return {
    at: snapshot.takenAt,
    lastSync: mapFact(snapshot.organization, ({ lastSync }) => lastSync),
    lastPasswordSync: snapshot.lastPasswordSync,
    activeServer: verdictsOn(snapshot, { failOn: "error", allowUnknown: [] }).activeServer,
  };
}

/** By the time in their names; of files with other names, when they were written. */
function newestFirst(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => name.toLowerCase().endsWith(".json"))
    .map((name) => ({ file: join(folder, name), time: timeOf(folder, name) }))
    .sort((a, b) => b.time - a.time)
    .map(({ file }) => file);
}

function timeOf(folder: string, name: string): number {
  const told = TIME_IN_NAME.exec(name)?.[1]?.replace(/T(\d\d)-(\d\d)-/, "T$1:$2:");
  const time = told === undefined ? Number.NaN : Date.parse(told);
  if (!Number.isNaN(time)) return time;
  try {
    return statSync(join(folder, name)).mtimeMs;
  } catch {
    return 0;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
