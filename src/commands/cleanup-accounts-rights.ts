// Which rights a step of cleanup-accounts takes: those for the kinds of identities that it changes, and no others.
import type { CleanupWishes } from "../accounts/cleanup-wishes.js";
import type { IdentityFacts } from "../accounts/identity-facts.js";
import type { Need } from "../knowledge/permissions.js";
import type { ChangeOptions } from "./carry-out.js";
import { requireRights } from "./required-rights.js";
import type { Session } from "./session.js";

type StepOptions = Pick<ChangeOptions, "dryRun" | "savePlan"> & { readonly wishes: CleanupWishes };

export type IdentityType = IdentityFacts["type"];

/** Only of a user the name tells it. */
export function typesNamed({ identities }: CleanupWishes): readonly IdentityType[] {
  return identities.some((one) => one.includes("@")) ? ["user"] : [];
}

const NEEDS: Readonly<Record<IdentityType, readonly Need[]>> = {
  user: ["disable-accounts", "mark-accounts", "manage-role-holders"],
  application: ["manage-sync-applications"],
};

/** @param types which are changed: of others nobody needs the rights */
export function requireStep(
  session: Session,
  { wishes, dryRun, savePlan }: StepOptions,
  types: readonly IdentityType[],
): Promise<readonly string[]> {
  const { step, activeServer } = wishes;
  if (step === null) return Promise.resolve([]);
  const others = (["user", "application"] as const).filter((type) => !types.includes(type));
  const waived = others.flatMap((type) => NEEDS[type]);
  return requireRights(session, `cleanup-accounts --step ${step}`, {
    dryRun: dryRun || savePlan !== undefined,
    // The synchronisation object says which server is active. Where the operator does, the guards can do without.
    waived: activeServer === null ? waived : [...waived, "read-synchronization"],
  });
}
