import type { Envelope, ResultOf } from "../report/result-schemas.js";
import { known } from "../shapes/fact.js";
import type { CheckWishes } from "../sync/judged.js";
import type { Snapshot } from "../sync/snapshot.js";
import type { Sight } from "../sync/transitions.js";
import { refuseBaseline } from "./baseline.js";
import { refuseUnknownChecks } from "./check-ids.js";
import { collectSnapshot } from "./collect-snapshot.js";
import { envelopeOf, savedEnvelope } from "./envelope.js";
import type { HistoryView } from "./history-view.js";
import { judgeSnapshot } from "./judge-snapshot.js";
import type { KnowledgeInUse } from "./knowledge-file.js";
import type { Session } from "./session.js";

export interface VerifySyncOptions {
  /** Server that should be active. */
  readonly activeServer?: string;
  readonly failOn: "error" | "warning";
  /** Ids of checks whose `unknown` is accepted. */
  readonly allowUnknown: readonly string[];
  /** Ids of the only checks that are made and told. */
  readonly checks?: readonly string[];
  /** Until then, by the service's clock, nothing alarms; epoch milliseconds. */
  readonly maintenanceUntil?: number;
  readonly ticket?: string;
  /** Version below which a server is too old. */
  readonly minVersion?: string;
  /** Limits in the place of 3 and 6 intervals. */
  readonly maxAge?: CheckWishes["maxAge"];
  /** A table of versions in the place of the built-in one. */
  readonly knowledge?: KnowledgeInUse;
  /** An earlier snapshot of the same tenant. */
  readonly baseline?: Snapshot;
  /** Earlier saved snapshots of a tenant, where they are to be told. */
  readonly history?: (tenantId: string) => HistoryView;
  /** Saves what was read. @returns where */
  readonly keep?: (snapshot: Snapshot) => string;
}

/** Is synchronisation healthy, and which server does it? Reads only. */
export async function verifySync(session: Session, options: VerifySyncOptions): Promise<ResultOf<"verify-sync">> {
  return (await verifyOnce(session, options)).result;
}

/** The same, and what was read for it. */
export async function verifyOnce(
  session: Session,
  options: VerifySyncOptions,
): Promise<{ readonly snapshot: Snapshot; readonly result: ResultOf<"verify-sync"> }> {
  refuseUnknownChecks(options);
  const snapshot = await collectSnapshot(session, options.baseline ?? null);
  return { snapshot, result: judged(snapshot, options, envelopeOf(session, snapshot.organization, options.ticket)) };
}

/** What is compared with the look before. */
export function sightOf(snapshot: Snapshot, { sync, findings }: ResultOf<"verify-sync">): Sight {
  const { activeServer: verdict } = sync;
  const activeServer = verdict.state === "known" ? known(verdict.value, { request: verdict.source.request }) : verdict;
  return { snapshot, activeServer, findings };
}

/** The same of a snapshot that was saved: nothing is asked, and every age is as of the snapshot's own time. */
export function verifySaved(snapshot: Snapshot, options: VerifySyncOptions): ResultOf<"verify-sync"> {
  refuseUnknownChecks(options);
  const { takenAt: at, toolVersion, redacted = false } = snapshot;
  return { ...judged(snapshot, options, savedEnvelope(snapshot, options.ticket)), from: { at, toolVersion, redacted } };
}

/** @throws {UsageError} where the baseline cannot be compared with; then nothing is saved */
function judged(snapshot: Snapshot, options: VerifySyncOptions, envelope: Envelope): ResultOf<"verify-sync"> {
  const { baseline, keep } = options;
  if (baseline !== undefined) refuseBaseline(baseline, snapshot);
  const saved = keep?.(snapshot);
  return {
    ...judgeSnapshot(snapshot, { ...options, wishes: wishesOf(options) }, envelope),
    ...maintenanceAt(snapshot, options),
    ...(saved === undefined ? {} : { saved }),
    ...(options.history === undefined ? {} : { history: options.history(envelope.tenantId) }),
  };
}

function wishesOf({ activeServer, minVersion, maxAge }: VerifySyncOptions): Partial<CheckWishes> {
  return {
    expectedServer: activeServer ?? null,
    minVersion: minVersion ?? null,
    ...(maxAge === undefined ? {} : { maxAge }),
  };
}

/** One that is over is told, too: whoever has left the option in a schedule would otherwise rely on it. */
function maintenanceAt(
  { takenAt }: Snapshot,
  { maintenanceUntil: until }: VerifySyncOptions,
): Pick<ResultOf<"verify-sync">, "maintenance"> {
  if (until === undefined) return {};
  return { maintenance: { until: new Date(until).toISOString(), muted: Date.parse(takenAt) < until } };
}
