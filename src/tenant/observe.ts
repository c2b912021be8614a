import type { Read } from "../cloud/answers.js";
import { PermissionError, ServiceError, SignInError } from "../shapes/errors.js";
import { type Fact, known, unknown } from "../shapes/fact.js";

/**
 * A reading as a fact: what the tenant or the service refuses becomes `unknown` with the reason and what would make it
 * readable. Everything else (a failed sign-in, the deadline, an interruption, a fault of ours) is thrown on.
 */
export async function observe<T>(reading: Promise<Read<T>>): Promise<Fact<T>> {
  try {
    const { value, source } = await reading;
    return known(value, source);
  } catch (error) {
    if (error instanceof PermissionError || error instanceof ServiceError) return unknown(error.message, error.remedy);
    throw error;
  }
}

/**
 * The same for a service that one signs in to besides Microsoft Graph: a policy may refuse that sign-in alone, and then what
 * the other service knows is unknown, while everything else goes on.
 */
export function observeBeside<T>(reading: Promise<Read<T>>): Promise<Fact<T>> {
  return observe(
    reading.catch((error: unknown) => {
      if (!(error instanceof SignInError)) throw error;
      throw new PermissionError(error.message, { code: error.code, remedy: error.remedy, cause: error });
    }),
  );
}

/** A reading whose object may not be there: 404 is an answer, too. */
export async function orNull<T>(reading: Promise<Read<T>>, request: string): Promise<Read<T | null>> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return { value: null, source: { request } };
    throw error;
  }
}
