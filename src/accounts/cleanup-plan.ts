// What a run of cleanup-accounts does with the identities that are named: one step each, guarded. Pure.
import { GuardError, UsageError } from "../shapes/errors.js";
import type { IdentityChange } from "../shapes/identity-change.js";
import { isGuid } from "../shapes/ids.js";
import { guardIdentity, guardLastEnabled } from "./cleanup-guards.js";
import type { CleanupWishes } from "./cleanup-wishes.js";
import { declare, isDeclarable } from "./declarations.js";
import { deletion } from "./deletion.js";
import type { JudgedIdentity } from "./identity-class.js";
import { isNamed } from "./identity-classes.js";
import type { Fleet, IdentityFacts } from "./identity-facts.js";
import { beginning, disabling, ending, type Planned, proving } from "./identity-steps.js";
import { type Quarantine, quarantineOf } from "./quarantine.js";

export interface CleanupPlan {
  readonly changes: readonly IdentityChange[];
  readonly warnings: readonly string[];
  /** What must be typed before, each once. */
  readonly namesToType: readonly { readonly name: string; readonly why: string; readonly to: string }[];
  readonly guardsOverridden: readonly string[];
  /** With what was declared. */
  readonly judged: readonly JudgedIdentity[];
}

/**
 * @param judged by `classify`
 * @throws {UsageError} for a name that nobody has; {GuardError} where something that is named must stay, or stay for now
 */
export function planCleanup(fleet: Fleet, judged: readonly JudgedIdentity[], wishes: CleanupWishes): CleanupPlan {
  const { step, decommissioned } = wishes;
  if (step === null) return { changes: [], warnings: [], namesToType: [], guardsOverridden: [], judged };
  const { chosen, gone } = choose(fleet, wishes.identities);
  // Of a server whose identities are all gone nothing is left to be declared.
  const isIdle = decommissioned === null || (gone.length > 0 && !isDeclarable(fleet, decommissioned));
  const all = isIdle ? judged : declare(fleet, judged, decommissioned);
  const planned = chosen.map((identity) => {
    const own = all.find(({ id }) => id === identity.id);
    if (own === undefined) return { changes: [], warnings: [] };
    return step === "disable" ? disable(identity, own, fleet) : remove(identity, own, fleet, wishes);
  });
  const changes = planned.flatMap((one) => one.changes);
  const goes = changes.filter(
    (one) => isDeletion(one) || (one.kind === "set-identity-enabled" && !one.after.accountEnabled),
  );
  if (goes.length > 0) guardLastEnabled(fleet, all, goes.map(idOf));
  const opened = all.filter(({ id, class: now }) => judged.find((one) => one.id === id)?.class !== now);
  const isUsed = opened.some(({ id }) => chosen.some((one) => one.id === id)) && changes.length > 0;
  return {
    changes,
    warnings: [...gone.map((id) => `${id} is not there any more.`), ...planned.flatMap(({ warnings }) => warnings)],
    namesToType: [
      ...(isUsed && decommissioned !== null
        ? [
            {
              name: decommissioned,
              why: `That ${decommissioned} is gone is only said, and nothing in the tenant shows it`,
              to: "stand by that",
            },
          ]
        : []),
      ...changes.flatMap((one) => (isDeletion(one) ? [toDelete(one.target.name)] : [])),
    ],
    guardsOverridden: isUsed && decommissioned !== null ? [`decommissioned:${decommissioned}`] : [],
    judged: all,
  };
}

function idOf({ target }: IdentityChange): string {
  return "userId" in target ? target.userId : target.servicePrincipalId;
}

function toDelete(name: string) {
  return { name, why: `${name} is deleted, and can be restored for 30 days only`, to: "delete it" };
}

export function isDeletion({ kind }: IdentityChange): boolean {
  return kind === "delete-sync-user" || kind === "delete-sync-application";
}

/** What is gone needs nothing: told by its id. A name may just as well be mistyped. */
function choose({ identities }: Fleet, wishes: readonly string[]) {
  const chosen = new Set<IdentityFacts>();
  const gone: string[] = [];
  for (const wish of wishes) {
    const found = identities.filter((one) => isNamed(one, wish));
    const [first, ...more] = found;
    if (more.length > 0)
      throw new UsageError(`${found.length} identities are named ${wish}.`, {
        code: "ambiguous-identity",
        remedy: `Name the one that is meant by its id: ${found.map(({ id }) => id).join(", ")}`,
      });
    if (first !== undefined) chosen.add(first);
    else if (isGuid(wish.trim())) gone.push(wish.trim());
    else
      throw new UsageError(`No identity that synchronises, or did, is named ${wish}.`, {
        code: "unknown-identity",
        remedy: "aadc-cloud cleanup-accounts lists them, with their ids.",
      });
  }
  return { chosen: [...chosen], gone };
}

function disable(identity: IdentityFacts, judged: JudgedIdentity, fleet: Fleet): Planned {
  const quarantine = ownQuarantine(identity, judged, fleet);
  if (quarantine !== null) {
    if (quarantine.proof.state === "worse") refuseUnwitnessed(identity, quarantine);
    return tend(identity, quarantine);
  }
  guardIdentity(identity, judged, fleet);
  const isOn = isEnabled(identity);
  const note = noteIn(identity);
  if (!isOn)
    return {
      changes: [beginning(identity, note)],
      warnings: [`${identity.name} is disabled already, by whom is not known: its quarantine begins now.`],
    };
  return { changes: [disabling(identity), beginning(identity, note)], warnings: [] };
}

/** A note on what is never disabled here is not this program's: it opens nothing, and enables nothing. */
function ownQuarantine(identity: IdentityFacts, { class: found }: JudgedIdentity, fleet: Fleet): Quarantine | null {
  const { synced, server, ownTenant } = identity;
  const isHere = ownTenant.state === "known" && ownTenant.value && server !== null && !synced;
  return isHere && found !== "cloud-sync" && found !== "first-party" ? quarantineOf(identity, fleet) : null;
}

/** What one in quarantine needs: its proof recorded, or to be enabled again. */
function tend(identity: IdentityFacts, { note, proof }: Quarantine): Planned {
  const { name } = identity;
  switch (proof.state) {
    case "worse":
      return {
        changes: ending(identity, note),
        warnings: [`${name} is enabled again, since synchronisation got worse: ${proof.because}`],
      };
    case "unproven":
      return { changes: [], warnings: [`${name} is disabled, and not proven yet: ${proof.because}`] };
    case "proven":
      return note.provenAt === null
        ? { changes: [proving(identity, note)], warnings: [] }
        : { changes: [], warnings: [`${name} is disabled, and proven at ${note.provenAt}.`] };
  }
}

function remove(
  identity: IdentityFacts,
  judged: JudgedIdentity,
  fleet: Fleet,
  { quarantineMs }: CleanupWishes,
): Planned {
  const { name } = identity;
  if (identity.enabled.state === "known" && identity.enabled.value)
    throw new GuardError(`${name} is enabled still.`, {
      code: "not-disabled",
      remedy: `Disable it first: --identity ${name} --step disable. It is deleted in a later run.`,
    });
  const quarantine = ownQuarantine(identity, judged, fleet);
  if (quarantine?.proof.state === "worse")
    throw new GuardError(`Synchronisation got worse since ${name} was disabled: ${quarantine.proof.because}`, {
      code: "synchronisation-worse",
      remedy: `--identity ${name} --step disable enables it again.`,
    });
  guardIdentity(identity, judged, fleet);
  isEnabled(identity);
  noteIn(identity);
  return deletion(identity, quarantine, { at: fleet.at, quarantineMs });
}

/** @throws {GuardError} the note alone could be anybody's: by it alone nothing is enabled */
function refuseUnwitnessed({ name }: IdentityFacts, { witnessed, proof }: Quarantine): void {
  if (witnessed.state === "known" && witnessed.value) return;
  throw new GuardError(
    `Synchronisation got worse, and only a note tells that ${name} was disabled here: ${proof.because}`,
    {
      code: "disabling-unknown",
      remedy: "If its server needs it, enable it in the Entra admin center.",
    },
  );
}

/** @throws {GuardError} what is not known to be enabled or disabled is not touched */
function isEnabled({ enabled, name }: IdentityFacts): boolean {
  if (enabled.state === "known") return enabled.value;
  throw new GuardError(`Whether ${name} is enabled could not be read: ${enabled.reason}`, {
    code: "enabled-unknown",
    remedy: enabled.remedy,
  });
}

function noteIn({ quarantine, name }: IdentityFacts) {
  if (quarantine.state === "known") return quarantine.value;
  throw new GuardError(`Whether ${name} is in quarantine already could not be read: ${quarantine.reason}`, {
    code: "quarantine-unknown",
    remedy: quarantine.remedy,
  });
}
