// The older per-user switch for multifactor authentication.
import type { Tenant } from "../store/tenant-state.js";

type User = Pick<Tenant["users"][number], "perUserMfaState" | "registeredMethods">;

/**
 * What becomes of a state that was asked for: "enabled" of a user who has a method registered becomes "enforced"
 * ("Enable per-user Microsoft Entra multifactor authentication to secure sign-in events").
 */
export function settledMfaState(wanted: User["perUserMfaState"], user: User): User["perUserMfaState"] {
  const hasMethod = user.registeredMethods.some((one) => one !== "password");
  return wanted === "enabled" && hasMethod ? "enforced" : wanted;
}
