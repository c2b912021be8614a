import { ServiceError } from "../shapes/errors.js";

/** What a replica that does not know the object yet would answer. */
export function notSeenYet(name: string): ServiceError {
  return new ServiceError(`${name} cannot be seen yet.`, {
    code: "not-replicated",
    remedy: "Run the same command again in a minute.",
    status: 404,
    serviceCodes: ["Request_ResourceNotFound"],
  });
}
