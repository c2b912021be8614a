// What is different between two looks at a tenant: told while somebody watches it. Pure.

import type { Fact } from "../shapes/fact.js";
import type { Finding } from "../shapes/finding.js";
import { fingerprintsIn } from "../shapes/fingerprints.js";
import { sameServer } from "../shapes/server-name.js";
import type { ActiveServer } from "./active-server.js";
import type { Snapshot } from "./snapshot.js";

type TransitionKind =
  | "active-server"
  | "first-export"
  | "version"
  | "last-sync"
  | "new-finding"
  | "finding-gone"
  | "new-errors"
  | "errors-gone"
  | "poll-failed"
  | "poll-works";

export interface Transition {
  readonly kind: TransitionKind;
  /** The service's time, ISO 8601 UTC. */
  readonly at: string;
  /** A sentence; may hold names from the tenant. */
  readonly text: string;
}

/** One look: what was read, and what it came to. */
export interface Sight {
  readonly snapshot: Snapshot;
  readonly activeServer: Fact<ActiveServer>;
  readonly findings: readonly Finding[];
}

/** What was known last of each thing: a look that cannot read it forgets nothing. */
export interface Memory {
  readonly activeServer: ActiveServer | null;
  readonly version: string | null;
  readonly lastSync: string | null;
  readonly errors: { readonly total: number; readonly fingerprints: string } | null;
  /** Servers of which an export was seen, by name; null: not told yet. */
  readonly exporters: readonly string[] | null;
  /** Outcome by id of the check: `error`, `warning`, `info`, `unknown`; what is in order is left out. */
  readonly open: Readonly<Record<string, string>>;
}

type Told = Omit<Transition, "at">;

/** @param memory null at the first look, which tells nothing: there is nothing to compare with. */
export function look(
  memory: Memory | null,
  sight: Sight,
): { readonly memory: Memory; readonly transitions: readonly Transition[] } {
  const now = memoryOf(sight, memory);
  if (memory === null) return { memory: now, transitions: [] };
  const told: readonly Told[] = [
    ...serverTransitions(memory, now),
    ...exportTransitions(memory, now),
    ...versionTransitions(memory, now),
    ...errorTransitions(memory, now),
    ...findingTransitions(memory, sight.findings),
    ...syncTransitions(memory, now),
  ];
  const at = sight.snapshot.takenAt;
  return { memory: now, transitions: told.map((one) => ({ ...one, at })) };
}

function memoryOf({ snapshot, activeServer, findings }: Sight, before: Memory | null): Memory {
  const { lastExport, provisioningErrors: errors, organization } = snapshot;
  return {
    activeServer: valueIn(activeServer) ?? before?.activeServer ?? null,
    version: valueIn(lastExport)?.clientVersion ?? before?.version ?? null,
    lastSync: organization.value.lastSync ?? before?.lastSync ?? null,
    // Where a kind of objects could not be read, its errors are not gone.
    errors:
      errors.state === "known" && errors.value.unread.length === 0
        ? { total: errors.value.total, fingerprints: errors.value.fingerprints }
        : (before?.errors ?? null),
    exporters: exportersIn(snapshot, before?.exporters ?? null),
    open: Object.fromEntries(
      findings.flatMap((finding): readonly (readonly [string, string])[] => {
        const word = wordOf(finding);
        return word === null ? [] : [[finding.id, word]];
      }),
    ),
  };
}

/** By Graph the server of the last export, by Connect Health each that has exported. */
function exportersIn(snapshot: Snapshot, before: readonly string[] | null): readonly string[] | null {
  const { lastExport, healthExports, healthServers } = snapshot;
  if (lastExport.state === "unknown" && healthExports.state === "unknown") return before;
  const byHealth = (valueIn(healthExports) ?? []).flatMap(({ serverId }) =>
    (valueIn(healthServers) ?? []).filter(({ id }) => id === serverId).map(({ machineName }) => machineName),
  );
  const byGraph = valueIn(lastExport)?.machineName ?? null;
  const names = [...(before ?? []), ...(byGraph === null ? [] : [byGraph]), ...byHealth];
  return names.filter((name, index) => names.findIndex((other) => sameServer(other, name)) === index);
}

function serverTransitions({ activeServer: before }: Memory, { activeServer: now }: Memory): readonly Told[] {
  if (before === null || now === null || sameState(before, now)) return [];
  return [{ kind: "active-server", text: `${serverWords(now)} Before: ${serverWords(before)}` }];
}

function sameState(a: ActiveServer, b: ActiveServer): boolean {
  if ("server" in a && "server" in b) return sameServer(a.server, b.server);
  return a.state === b.state;
}

function serverWords(active: ActiveServer): string {
  if ("server" in active) return `${active.server} is the active server.`;
  return active.state === "none" ? "No server is active." : `Which server is active is not clear: ${active.reason}`;
}

function exportTransitions({ exporters: before }: Memory, { exporters: now }: Memory): readonly Told[] {
  if (before === null || now === null) return [];
  return now
    .filter((name) => !before.some((other) => sameServer(other, name)))
    .map((name) => ({ kind: "first-export", text: `First export of ${name} since the watch began.` }));
}

function versionTransitions({ version: before }: Memory, { version: now }: Memory): readonly Told[] {
  if (before === null || now === null || before === now) return [];
  return [{ kind: "version", text: `The last export came from version ${now}. Before: ${before}.` }];
}

function syncTransitions({ lastSync: before }: Memory, { lastSync: now }: Memory): readonly Told[] {
  if (now === null || before === now) return [];
  return [{ kind: "last-sync", text: `A synchronisation ended at ${now}.` }];
}

function errorTransitions({ errors: before }: Memory, { errors: now }: Memory): readonly Told[] {
  if (before === null || now === null || before.fingerprints === now.fingerprints) return [];
  const [then, present] = [fingerprintsIn(before.fingerprints), fingerprintsIn(now.fingerprints)];
  const [come, gone] = [present.countNotIn(then), then.countNotIn(present)];
  const counted = (count: number, word: string) =>
    `${count} ${word}provisioning error${count === 1 ? "" : "s"}, ${now.total} in all.`;
  return [
    ...(come === 0 ? [] : [{ kind: "new-errors" as const, text: counted(come, "new ") }]),
    ...(gone === 0 ? [] : [{ kind: "errors-gone" as const, text: `Gone: ${counted(gone, "")}` }]),
  ];
}

function findingTransitions({ open: before }: Memory, findings: readonly Finding[]): readonly Told[] {
  return findings.flatMap((finding): readonly Told[] => {
    const [then, now] = [before[finding.id] ?? null, wordOf(finding)];
    if (then === now) return [];
    const { id, title, evidence } = finding;
    if (now !== null) return [{ kind: "new-finding", text: `${id} ${title}: ${now}. ${evidence}` }];
    const outcome = finding.result === "pass" ? "in order" : "not applicable";
    return [{ kind: "finding-gone", text: `${id} ${title}: ${outcome} now, ${then ?? ""} before. ${evidence}` }];
  });
}

function wordOf({ result, severity }: Finding): string | null {
  if (result === "fail") return severity;
  return result === "unknown" ? "unknown" : null;
}

function valueIn<T>(fact: Fact<T>): T | null {
  return fact.state === "known" ? fact.value : null;
}
