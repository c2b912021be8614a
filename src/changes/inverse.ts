// How a run is taken back: what each of its steps needs, by what the tenant shows of it now. Pure; the newest step first.

import type { Change } from "../shapes/change.js";
import type { Fact } from "../shapes/fact.js";
import type { HeldAppRole, QuarantineNote } from "../shapes/identity-change.js";
import type { RunStep } from "../shapes/run.js";
import { takingBackOf } from "../shapes/taking-back.js";
import type { AccountState } from "../tenant/account-state.js";
import type { Sight } from "./executor.js";
import { inverseOfHealthRole } from "./health-role-executors.js";
import { inverseOfAccountChange } from "./inverse-accounts.js";
import { inverseOfExclusionChange } from "./inverse-exclusions.js";
import { inverseOfIdentityChange } from "./inverse-identities.js";
import { inverseOfLockChange } from "./inverse-locks.js";
import { inverseOfRegistrationChange } from "./inverse-registrations.js";
import type { OwnEntries } from "./own-entries.js";

/** What was read besides, where the kind of change calls for it. */
export interface Found {
  /** The account that the step is about, as it is now. */
  readonly account?: AccountState | null;
  /** The newest sign-in with it; null: none is known of. */
  readonly signedIn?: Fact<string | null>;
  /** Names of directory roles that it has in whatever form, and that are not taken back with this run. */
  readonly otherRoles?: Fact<readonly string[]>;
  /** Whether its mark names the run that is taken back; null: it has none, or none that names a run. */
  readonly ownMark?: boolean | null;
  readonly application?: {
    readonly id: string;
    readonly appId: string;
    readonly thumbprints: readonly string[];
  } | null;
  readonly servicePrincipal?: { readonly id: string; readonly enabled: boolean } | null;
  /** Consent that is there now, by its own id. */
  readonly grantId?: string | null;
  readonly assignmentId?: string | null;
  /** When they were deleted; null: they cannot be restored. */
  readonly deletedApplication?: string | null;
  readonly deletedServicePrincipal?: { readonly id: string; readonly at: string } | null;
  /** What the step has put into a policy's list or taken out of it, and that list as it is now. */
  readonly exclusion?: { readonly own: OwnEntries; readonly now: readonly string[]; readonly policyName: string };
  /** The group that the step has made, or has put somebody into. */
  readonly group?: {
    readonly id: string;
    readonly displayName: string;
    readonly members: readonly { readonly id: string; readonly name: string | null }[];
    /** Policies that name it; `included`: not only to exclude it. */
    readonly policies: readonly { readonly id: string; readonly name: string; readonly included: boolean }[];
  } | null;
  /** The policy of a lock that is there, and its place. */
  readonly lock?: { readonly policyId: string; readonly locationId: string } | null;
  /** What the tenant keeps of an identity's quarantine now. */
  readonly quarantine?: QuarantineNote | null;
  /** The identity of a server that the step is about. */
  readonly identity?: {
    /** Null: it is not there. */
    readonly enabled: boolean | null;
    /** Whether it can still be brought back whole. */
    readonly restorable: boolean;
    /** App roles that it has not got back, where it is there again itself; null: it is not. */
    readonly missingAppRoles: readonly HeldAppRole[] | null;
  };
  readonly location?: {
    readonly id: string;
    readonly usedBy: readonly { readonly id: string; readonly name: string }[];
  } | null;
}

export interface SeenStep {
  readonly step: RunStep;
  /** Null where it was not looked at, since there is no way back. */
  readonly sight: Sight | null;
  readonly found: Found;
}

type Verdict = "take-back" | "as-before" | "left-alone" | "cannot";

export interface Decision {
  readonly step: RunStep;
  readonly verdict: Verdict;
  /** What people should know of it. */
  readonly words: string;
  readonly changes: readonly Change[];
}

/** What takes one step back. */
export interface Inverse {
  readonly changes: readonly Change[];
  readonly words?: string;
  /** It is not taken back after all, since that would touch what others have done. */
  readonly leftAlone?: true;
}

/** What is known of those whose exclusions a run has made or ended, by their ids. */
export interface People {
  /** As they are called today, where that could be read. */
  readonly nameOf: (id: string, journaled: string) => string;
  /** Why an exclusion that was ended is not put back; null: it may be. */
  readonly whyNotAgain: (id: string) => string | null;
}

const NOBODY_KNOWN: People = { nameOf: (_, journaled) => journaled, whyNotAgain: () => null };

/** @param seen in the order in which they were made */
export function planRollback(seen: readonly SeenStep[], people = NOBODY_KNOWN): readonly Decision[] {
  return seen.toReversed().map((one) => decide(one, { all: seen, people }));
}

function decide({ step, sight, found }: SeenStep, { all, people }: Omit<Beside, "step">): Decision {
  const { change } = step;
  const { possible, words } = takingBackOf(change);
  if (!possible || sight === null) return { step, verdict: "cannot", words, changes: [] };
  if (sight.at === "before") return { step, verdict: "as-before", words: "It is as it was before.", changes: [] };
  if (sight.at === "other")
    return { step, verdict: "left-alone", words: `Somebody has changed it since: ${sight.what}.`, changes: [] };
  const inverse = inverseOf(change, found, { step, all, people });
  // Of an account it is told whether it is this run's own, and by what that is known.
  const isOfAccount = change.kind === "create-user" || change.kind === "restore-user";
  const doubt =
    step.state === "in-doubt" && !isOfAccount
      ? "Whether this run made it is not known; it is as the run would have left it."
      : "";
  return {
    step,
    verdict: inverse.leftAlone === true ? "left-alone" : "take-back",
    words: [doubt, inverse.words ?? ""].filter((text) => text !== "").join(" "),
    changes: inverse.changes,
  };
}

export interface Beside {
  readonly step: RunStep;
  /** All steps that are taken back together. */
  readonly all: readonly SeenStep[];
  readonly people: People;
}

function inverseOf(change: Change, found: Found, beside: Beside): Inverse {
  switch (change.kind) {
    case "exclude-user":
    case "exclude-role":
    case "exclude-group":
    case "end-exclusion":
    case "create-group":
    case "delete-group":
    case "add-group-member":
    case "remove-group-member":
    case "mark-exclusion":
      return inverseOfExclusionChange(change, found, beside);
    case "create-user":
    case "delete-user":
    case "restore-user":
    case "set-account-enabled":
    case "reset-password":
    case "mark-account":
    case "unmark-account":
    case "assign-role":
    case "unassign-role":
    case "create-pass":
    case "delete-pass":
      return inverseOfAccountChange(change, found, beside);
    case "create-named-location":
    case "delete-named-location":
    case "set-location-ranges":
    case "create-lock":
    case "delete-lock":
    case "set-lock-state":
    case "set-lock-users":
      return inverseOfLockChange(change, found, beside);
    case "remove-health-server":
    case "disable-health-server":
    case "register-provider":
    case "create-resource-group":
    case "deploy-template":
    case "push-package":
      return { changes: [] };
    case "assign-health-role":
    case "unassign-health-role":
      return { changes: [inverseOfHealthRole(change)] };
    case "set-identity-enabled":
    case "note-quarantine":
    case "delete-sync-user":
    case "restore-sync-user":
    case "delete-sync-application":
    case "restore-sync-application":
    case "restore-sync-principal":
    case "grant-sync-app-role":
      return inverseOfIdentityChange(change, found, beside);
    default:
      return inverseOfRegistrationChange(change, found, beside);
  }
}
