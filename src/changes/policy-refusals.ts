// What Conditional Access refuses, and what to do about it: its answers have no codes of their own, so that the policy tells.
import { PermissionError, ServiceError } from "../shapes/errors.js";
import type { Policy } from "../tenant/policies.js";

/** Its 400 has one code for everything, "BadRequest"; an id that is not known yet is refused with it. */
export function isUnseenGroup(error: unknown): boolean {
  return error instanceof ServiceError && error.status === 400 && error.serviceCodes[0] === "BadRequest";
}

/**
 * The same refusal with what can be done about it.
 * @param policy as it was; undefined: not known
 */
export function policyRefused(error: unknown, name: string, policy: Policy | undefined): unknown {
  if (error instanceof PermissionError)
    return new PermissionError(error.message, {
      code: error.code,
      // "What is Conditional Access?", License requirements.
      remedy: `${error.remedy} Where the right is there: without a licence of Microsoft Entra ID P1 that is in force, policies can be viewed and deleted, and not changed.`,
      ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
      cause: error,
    });
  if (!(error instanceof ServiceError) || error.status !== 400) return error;
  const { message, code, status, serviceCodes, requestId, carriedOut } = error;
  return new ServiceError(message, {
    ...{ code, status, serviceCodes, carriedOut, remedy: remedyFor(name, policy) },
    ...(requestId === undefined ? {} : { requestId }),
    cause: error,
  });
}

function remedyFor(name: string, policy: Policy | undefined): string {
  const controls = policy?.grantControls?.builtInControls ?? [];
  // "Conditional Access: Grant", Require approved client app.
  if (controls.some((one) => one.toLowerCase() === "approvedapplication"))
    return `"${name}" asks for an approved client app: since 2026-06-30 no such policy can be saved, whatever is changed in it. Have it ask for an app protection policy instead (Microsoft Entra admin center, Conditional Access), and run the command again.`;
  return `The policy "${name}" was not saved. If it names many accounts, it may have become too large: exclude a group instead (--via group). Else read what the service says; --trace shows the whole exchange.`;
}
