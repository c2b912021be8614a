// The older per-user switch for multifactor authentication.
import type { Tenant } from "../store/tenant-state.js";
import { hasRegisteredMethod } from "./second-factor.js";

type User = Pick<Tenant["users"][number], "perUserMfaState" | "registeredMethods">;

/**
 * What becomes of a state that was asked for: "enabled" of a user who has a method registered becomes "enforced"
 * ("Enable per-user Microsoft Entra multifactor authentication to secure sign-in events").
 */
export function settledMfaState(wanted: User["perUserMfaState"], user: User): User["perUserMfaState"] {
  return wanted === "enabled" && hasRegisteredMethod(user) ? "enforced" : wanted;
}
