// The active server as the operator says it, where it cannot be read.
import { GuardError, UsageError } from "../shapes/errors.js";
import { type Known, known } from "../shapes/fact.js";
import { sameServer } from "../shapes/server-name.js";
import { entriesOf, isNamed } from "./identity-classes.js";
import type { Fleet } from "./identity-facts.js";

const SAID = "--active-server";

/** Whether only the operator tells of it. */
export function isSaid({ source }: Known<string | null>): boolean {
  return source.request === SAID;
}

/**
 * @param said name of the server; null: nothing was said
 * @throws {GuardError} where the tenant shows another one; {UsageError} for a name that nothing there bears
 */
export function withActiveServer(fleet: Fleet, said: string | null): Fleet {
  if (said === null) return fleet;
  const { activeServer, exportedBy, identities } = fleet;
  if (activeServer.state === "known" && activeServer.value !== null && !sameServer(activeServer.value, said))
    throw new GuardError(`The active server is ${activeServer.value}, not ${said}.`, {
      code: "other-server-active",
      remedy: "Look at aadc-cloud verify-sync before anything is removed.",
    });
  if (activeServer.state === "known" && activeServer.value === null)
    throw new GuardError("It is not sure which server is active, and what was said does not decide that.", {
      code: "no-active-server",
      remedy: "Activate the new server first, and let it synchronise: aadc-cloud verify-sync shows when it does.",
    });
  if (activeServer.state === "known") return fleet;
  const exporter = exportedBy.state === "known" ? exportedBy.value : null;
  const exporting = identities.find((one) => exporter !== null && isNamed(one, exporter))?.server ?? null;
  if (exporting !== null && !sameServer(exporting, said))
    throw new GuardError(`The last export was made by ${exporter}, of ${exporting}, not of ${said}.`, {
      code: "other-server-active",
      remedy: "Look at aadc-cloud verify-sync before anything is removed.",
    });
  const isThere = identities.some(({ server }) => sameServer(server ?? "", said)) || entriesOf(said, fleet).length > 0;
  if (!isThere)
    throw new UsageError(`Nothing in the tenant belongs to a server ${said}.`, {
      code: "unknown-server",
      remedy: "aadc-cloud cleanup-accounts lists the identities with their servers.",
    });
  return { ...fleet, activeServer: known(said, { request: SAID }) };
}
