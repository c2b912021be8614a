// Which run is meant: by its id, the beginning of its id, or `last`.
import type { Journals } from "../changes/journal.js";
import { UsageError } from "../shapes/errors.js";

/** So many candidates are named. */
const NAMED = 5;

/**
 * Only ids that are in the list are ever asked for, so that no name leads out of the place where journals are kept.
 * @throws {UsageError} `no-such-run`, `ambiguous-run`
 */
export async function findRun(journals: Journals, given: string): Promise<string> {
  const ids = await journals.list();
  const wanted = given.trim();
  const exact = wanted === "last" ? ids.at(-1) : ids.find((id) => id === wanted);
  if (exact !== undefined) return exact;
  const begun = wanted === "" ? [] : ids.filter((id) => id.toLowerCase().startsWith(wanted.toLowerCase()));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  if (only === undefined) throw noSuchRun(wanted, journals, ids.length);
  const more = begun.length > NAMED ? `, and ${begun.length - NAMED} more` : "";
  throw new UsageError(
    `${begun.length} runs begin with ${wanted}: ${begun.slice(-NAMED).reverse().join(", ")}${more}.`,
    { code: "ambiguous-run", remedy: "Give more of the id." },
  );
}

function noSuchRun(wanted: string, { where }: Journals, count: number): UsageError {
  const what = wanted === "last" ? "There is no run yet" : `There is no run "${wanted}"`;
  return new UsageError(`${what} in ${where}.`, {
    code: "no-such-run",
    remedy:
      count === 0
        ? "Journals of other places are found with --state-dir, --sandbox or --sandbox-dir."
        : "aadc-cloud runs list shows them.",
  });
}
