// What the service refuses when something deleted is to be restored, and what to do about it.
import { PermissionError, ServiceError } from "../shapes/errors.js";

/** The same refusal with what can be done about it. */
export function userNotRestored(error: unknown, name: string): unknown {
  // "Restore deleted item (directory object)", permissions: for users with privileged administrator roles.
  if (error instanceof PermissionError)
    return permissionWith(
      error,
      "An account that held a role when it was deleted is restored by a Privileged Authentication Administrator only, a person's application having Directory.AccessAsUser.All besides.",
    );
  if (!(error instanceof ServiceError) || !error.serviceCodes.includes("ObjectConflict")) return error;
  return withRemedy(
    error,
    `Another object has the name ${name} by now. Rename that one first, or choose another name with --name.`,
  );
}

/** The error with other advice. */
export function withRemedy(error: ServiceError, remedy: string): ServiceError {
  const { message, code, status, serviceCodes, requestId, carriedOut } = error;
  return new ServiceError(message, {
    code,
    remedy,
    serviceCodes,
    carriedOut,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
    cause: error,
  });
}

/** The error with more advice. */
export function permissionWith(error: PermissionError, more: string): PermissionError {
  return new PermissionError(error.message, {
    code: error.code,
    remedy: `${error.remedy} ${more}`,
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error,
  });
}
