// Which rights a step of cleanup-accounts takes: those for the kinds of identities that it changes, and no others.
import type { CleanupWishes } from "../accounts/cleanup-wishes.js";
import type { IdentityFacts } from "../accounts/identity-facts.js";
import type { Need } from "../knowledge/permissions.js";
import { PermissionError } from "../shapes/errors.js";
import type { ChangeOptions } from "./carry-out.js";
import { type RequiredRights, requireRights } from "./required-rights.js";
import type { Session } from "./session.js";

type StepOptions = Pick<ChangeOptions, "dryRun" | "savePlan"> & { readonly wishes: CleanupWishes };

export type IdentityType = IdentityFacts["type"];

/** Only of a user the name tells it. */
export function typesNamed({ identities }: CleanupWishes): readonly IdentityType[] {
  return identities.some(isUserName) ? ["user"] : [];
}

function isUserName(word: string): boolean {
  return word.includes("@");
}

const NEEDS: Readonly<Record<IdentityType, readonly Need[]>> = {
  user: ["disable-accounts", "mark-accounts", "manage-role-holders"],
  application: ["manage-sync-applications"],
};

/**
 * @param types which are changed: of others nobody needs the rights
 * @throws {PermissionError} which names what applications take, too, where one may be meant: nobody asks for rights twice
 */
export async function requireStep(
  session: Session,
  options: StepOptions,
  types: readonly IdentityType[],
): Promise<readonly string[]> {
  const { identities, step } = options.wishes;
  if (step === null) return [];
  const mayBeApplication = !types.includes("application") && !identities.every(isUserName);
  const required = (which: readonly IdentityType[]) =>
    requireRights(session, `cleanup-accounts --step ${step}`, requiredFor(which, options));
  try {
    return await required(types);
  } catch (error) {
    if (!(error instanceof PermissionError) || !mayBeApplication) throw error;
    return await required([...types, "application"]);
  }
}

function requiredFor(types: readonly IdentityType[], { wishes, dryRun, savePlan }: StepOptions): RequiredRights {
  const others = (["user", "application"] as const).filter((type) => !types.includes(type));
  const waived = others.flatMap((type) => NEEDS[type]);
  return {
    dryRun: dryRun || savePlan !== undefined,
    // The synchronisation object says which server is active. Where the operator does, the guards can do without.
    waived: wishes.activeServer === null ? waived : [...waived, "read-synchronization"],
  };
}
