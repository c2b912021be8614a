// Entries of Connect Health by what somebody typed: a machine's name, which several may have, or an entry's id.
import { UsageError } from "../shapes/errors.js";
import { isGuid, sameId } from "../shapes/ids.js";
import type { JudgedServer } from "./judgement.js";

/**
 * An id that is not listed needs no removal: it is gone. A name may just as well be mistyped.
 * @throws {UsageError}
 */
export function someNamed(judged: readonly JudgedServer[], words: readonly string[]): readonly JudgedServer[] {
  return [...new Set(words.flatMap((word) => entryNamed(judged, word) ?? []))];
}

/** One that is going to be removed. Undefined for an id that is not listed: it is gone. @throws {UsageError} */
export function namedIn(
  chosen: readonly JudgedServer[],
  judged: readonly JudgedServer[],
  word: string,
): JudgedServer | undefined {
  const found = entryNamed(judged, word);
  if (found === undefined || chosen.includes(found)) return found;
  throw new UsageError(`--attest ${word}: no such server is to be removed.`, {
    code: "attested-other",
    remedy: "Attest only what --server names, by name or id.",
  });
}

/** Undefined for an id that is not listed. @throws {UsageError} for a name that fits none or several, and an id that two services list */
export function entryNamed(judged: readonly JudgedServer[], word: string): JudgedServer | undefined {
  const byId = judged.filter(({ server }) => sameId(server.id, word.trim()));
  if (byId.length > 1)
    throw new UsageError(`Connect Health lists the id ${word} in ${byId.length} services.`, {
      code: "ambiguous-server",
      remedy: `Nothing tells them apart here: remove it in the portal, Connect Health, in the service meant: ${byId.map(({ server }) => server.serviceName).join(", ")}`,
    });
  if (byId[0] !== undefined) return byId[0];
  if (isGuid(word.trim())) return undefined;
  const wanted = word.trim().toLowerCase();
  const byName = judged.filter(({ server }) => wanted !== "" && server.machineName.toLowerCase() === wanted);
  if (byName.length === 1 && byName[0] !== undefined) return byName[0];
  const known = judged.map(({ server }) => `${server.machineName} (${server.id})`).join(", ");
  throw new UsageError(
    byName.length === 0
      ? `Connect Health lists no server "${word}".`
      : `Connect Health lists ${byName.length} servers named "${word}".`,
    {
      code: byName.length === 0 ? "unknown-server" : "ambiguous-server",
      remedy:
        known === "" ? "Connect Health lists none at all." : `Name one of these, by id where names are equal: ${known}`,
    },
  );
}
