// What cleanup-accounts tells of each identity, after what it has done; reads only what it has written.
import { isRemovable } from "../accounts/cleanup-guards.js";
import { type CleanupPlan, isDeletion } from "../accounts/cleanup-plan.js";
import type { CleanupWishes } from "../accounts/cleanup-wishes.js";
import type { Fleet, IdentityFacts } from "../accounts/identity-facts.js";
import { quarantineOf } from "../accounts/quarantine.js";
import { removalChecklist } from "../accounts/removal-checklist.js";
import { readNote } from "../changes/quarantine-note-executor.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { ROLES } from "../knowledge/directory.js";
import type { Changing, ResultOf } from "../report/result-schemas.js";
import { known, mapFact, unknown } from "../shapes/fact.js";
import type { IdentityChange } from "../shapes/identity-change.js";
import { observe } from "../tenant/observe.js";
import type { FleetSurvey } from "./identity-survey.js";

type Result = ResultOf<"cleanup-accounts">;
type Identity = Result["identities"][number];

export interface Viewed {
  readonly survey: FleetSurvey;
  /** As it was judged. */
  readonly fleet: Fleet;
  readonly planned: CleanupPlan;
  readonly wishes: CleanupWishes;
  readonly changing: Pick<Changing, "applied">;
}

export async function viewOf(
  graph: ServiceClient,
  { survey, fleet: judgedFleet, planned, wishes, changing }: Viewed,
): Promise<Pick<Result, "activeServer" | "identities" | "checklist">> {
  // A plan is carried out whole, or its failure is thrown.
  const fleet = changing.applied.length === 0 ? judgedFleet : await fleetAfter(graph, judgedFleet, planned.changes);
  return {
    activeServer: fleet.activeServer,
    identities: fleet.identities.map((one) => identityView(one, fleet, { survey, planned, wishes })),
    checklist: removalChecklist(fleet, planned.judged, survey.agents),
  };
}

/** What was written is known; the time that a note begins with only once it is read. */
async function fleetAfter(graph: ServiceClient, fleet: Fleet, changes: readonly IdentityChange[]): Promise<Fleet> {
  const identities = await Promise.all(
    fleet.identities.map(async (one): Promise<readonly IdentityFacts[]> => {
      const own = changes.filter(({ target }) => idOf(target) === one.id);
      if (own.some(isDeletion)) return [];
      let now = one;
      for (const change of own) {
        if (change.kind === "set-identity-enabled")
          now = { ...now, enabled: known(change.after.accountEnabled, { request: "written by this run" }) };
        if (change.kind === "note-quarantine") now = { ...now, quarantine: await noteNow(graph, change.target) };
      }
      return [now];
    }),
  );
  return { ...fleet, identities: identities.flat() };
}

function idOf(target: IdentityChange["target"]): string {
  return "userId" in target ? target.userId : target.servicePrincipalId;
}

async function noteNow(
  graph: ServiceClient,
  target: Parameters<typeof readNote>[1],
): Promise<IdentityFacts["quarantine"]> {
  const read = readNote(graph, target).then(({ note }) => ({
    value: note,
    source: { request: "written by this run" },
  }));
  return observe(read);
}

function identityView(
  one: IdentityFacts,
  fleet: Fleet,
  { survey, planned, wishes }: Pick<Viewed, "survey" | "planned" | "wishes">,
): Identity {
  const judged = planned.judged.find(({ id }) => id === one.id);
  const found = judged?.class ?? "unknown";
  const quarantine = quarantineView(one, fleet, wishes.quarantineMs);
  const removable = isRemovable(found);
  return {
    ...{ id: one.id, type: one.type, name: one.name, appId: one.appId, server: one.server },
    ...{ installation: one.installation, class: found, because: judged?.because ?? "", remedy: judged?.remedy ?? "" },
    enabled: one.enabled,
    roles: one.roleIds.map(roleName),
    hasAppRole: one.hasAppRole,
    certificateEnd: survey.certificateEnds.get(one.id) ?? unknown("It was not looked at.", ""),
    lastWrite: mapFact(one.writes, ({ last }) => last),
    writesSince: mapFact(one.writes, ({ since }) => since),
    lastSignIn: one.lastSignIn,
    ...{ quarantine, removable },
    next: nextWords(one, { found, quarantine, removable, fleet, wishes }),
  };
}

function roleName(id: string): string {
  return Object.values(ROLES).find((role) => role.id === id.toLowerCase())?.name ?? id;
}

function quarantineView(one: IdentityFacts, fleet: Fleet, quarantineMs: number): Identity["quarantine"] {
  const found = quarantineOf(one, fleet);
  if (found === null) return mapFact(one.quarantine, () => null);
  const { since, note, proof, witnessed } = found;
  const until = since + quarantineMs;
  const isOver = proof.state === "proven" && fleet.at >= until && isKnownAs(witnessed, true);
  const state = isOver ? "over" : proof.state;
  return mapFact(one.quarantine, () => ({
    disabledAt: timeText(since) ?? note.disabledAt,
    provenAt: note.provenAt,
    until: timeText(until) ?? note.disabledAt,
    witnessed,
    state,
  }));
}

type Told = { readonly state: "known"; readonly value: boolean } | { readonly state: "unknown" };

function isKnownAs(fact: Told, value: boolean): boolean {
  return fact.state === "known" && fact.value === value;
}

/** A note may tell of a time that no calendar has. */
function timeText(ms: number): string | null {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
}

/** What was declared when it was disabled is declared when it is deleted, too, with the name of its server. */
function declaredAnew({ server }: IdentityFacts, found: Identity["class"], words: readonly string[]) {
  if (server === null || found !== "unknown") return null;
  return [...words, "--decommissioned", server, "--reason", "TEXT"];
}

interface Standing {
  readonly found: Identity["class"];
  readonly quarantine: Identity["quarantine"];
  readonly removable: boolean;
  readonly fleet: Fleet;
  readonly wishes: CleanupWishes;
}

/** Null: nothing, or time has to pass. */
function nextWords(
  one: IdentityFacts,
  { found, quarantine, removable, fleet, wishes }: Standing,
): readonly string[] | null {
  const isAlone = fleet.identities.filter(({ name }) => name.toLowerCase() === one.name.toLowerCase()).length === 1;
  const word = isAlone && one.type === "user" ? one.name : (one.appId ?? one.id);
  const step = (what: "disable" | "delete") => [
    ...["cleanup-accounts", "--step", what, "--identity", word],
    ...(wishes.activeServer === null ? [] : ["--active-server", wishes.activeServer]),
  ];
  if (one.enabled.state === "unknown" || quarantine.state === "unknown") return null;
  if (quarantine.value === null) return removable ? step("disable") : null;
  switch (quarantine.value.state) {
    case "unproven":
      return ["verify-sync", "--wait-for", `proven=${word}`];
    case "proven":
      if (quarantine.value.provenAt === null) return step("disable");
      // By the note alone it is not deleted: the quarantine is begun anew.
      return removable && isKnownAs(quarantine.value.witnessed, false) ? step("delete") : null;
    case "worse":
      return step("disable");
    case "over":
      return removable ? step("delete") : declaredAnew(one, found, step("delete"));
  }
}
