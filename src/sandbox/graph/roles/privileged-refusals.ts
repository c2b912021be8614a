// How PIM says no: codes and texts as clients of the service have recorded them; the reference does not list them.
import type { PolicyRule } from "../../laws/privileged-identity.js";
import { GraphError } from "../graph-error.js";

export function alreadyExists(): GraphError {
  return new GraphError(400, "RoleAssignmentExists", "The Role assignment already exists.");
}

export function doesNotExist(): GraphError {
  return new GraphError(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.");
}

export function policyFailed(rules: readonly PolicyRule[]): GraphError {
  const message = `The following policy rules failed: ${JSON.stringify(rules)}`;
  return new GraphError(400, "RoleAssignmentRequestPolicyValidationFailed", message);
}

export function alreadyPending(): GraphError {
  return new GraphError(
    400,
    "PendingRoleAssignmentRequest",
    "There is already an existing pending Role assignment request.",
  );
}

/** The spelling is the service's own. */
export function activeTooShort(): GraphError {
  return new GraphError(
    400,
    "ActiveDurationTooShort",
    "The Active duration is too short. Miniumum Required is 5 minutes.",
  );
}
