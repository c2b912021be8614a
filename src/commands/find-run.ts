// Which run is meant: by its id, the beginning of its id, or `last`.
import type { Journals } from "../changes/journal.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { Typed } from "../shapes/typed.js";
import { listRuns, type RunView } from "./run-views.js";

/** So many candidates are named. */
const NAMED = 5;

/**
 * Only ids that are in the list are ever asked for, so that no name leads out of the place where journals are kept.
 * @param given where it is `last`, the newest run
 * @param typed how a command is typed in this place
 * @throws {UsageError} `no-such-run`, `ambiguous-run`
 */
export async function findRun(journals: Journals, given: string, typed: Typed): Promise<string> {
  const ids = await journals.list();
  return found(given.trim(), given.trim() === "last" ? ids.at(-1) : undefined, ids, journals, typed);
}

/**
 * The same for one who is going to take it back: there `last` is the newest run that changed something. A rollback is only
 * meant by its own id, so that `last` never brings back what was just taken back.
 * @throws {GuardError} `last-unclear` where a newer one cannot be read: it may be the one that is meant
 */
export async function findRunToTakeBack(journals: Journals, given: string, typed: Typed): Promise<string> {
  const ids = await journals.list();
  const last = given.trim() === "last" ? await lastThatChanged(journals, typed) : undefined;
  return found(given.trim(), last, ids, journals, typed);
}

async function lastThatChanged(journals: Journals, typed: Typed): Promise<string | undefined> {
  const runs = (await listRuns(journals)).filter(({ state }) => state !== "nothing-done");
  const newest = runs.find(({ rollbackOf, changes }) => rollbackOf === null && (changes ?? 0) > 0);
  const unclear = runs.slice(0, newest === undefined ? undefined : runs.indexOf(newest)).find(isUnread);
  if (unclear !== undefined) throw lastUnclear(unclear, newest, typed);
  return newest?.runId;
}

function isUnread({ changes }: RunView): boolean {
  return changes === null;
}

/** Somebody else's run is not taken back in place of the one that was meant. */
function lastUnclear({ runId, problem }: RunView, newest: RunView | undefined, typed: Typed): GuardError {
  const list = `Which runs there are is shown by: ${typed("runs list")}`;
  const next =
    newest === undefined
      ? ""
      : `. Or take back the newest one that can be read (${newest.command ?? ""}: ${newest.subject ?? ""}): ${typed(`runs rollback ${newest.runId}`)}`;
  return new GuardError(`The last run may be ${runId}, which cannot be read. ${problem ?? ""}`, {
    code: "last-unclear",
    remedy: `${list}${next}`,
  });
}

function found(
  wanted: string,
  last: string | undefined,
  ids: readonly string[],
  journals: Journals,
  typed: Typed,
): string {
  const exact = last ?? ids.find((id) => id === wanted);
  if (exact !== undefined) return exact;
  const begun = wanted === "" ? [] : ids.filter((id) => id.toLowerCase().startsWith(wanted.toLowerCase()));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  if (only === undefined) throw noSuchRun(wanted, journals, ids.length, typed);
  const more = begun.length > NAMED ? `, and ${begun.length - NAMED} more` : "";
  throw new UsageError(
    `${begun.length} runs begin with ${wanted}: ${begun.slice(-NAMED).reverse().join(", ")}${more}.`,
    { code: "ambiguous-run", remedy: "Give more of the id." },
  );
}

function noSuchRun(wanted: string, { where }: Journals, count: number, typed: Typed): UsageError {
  const nothing = count === 0 ? "There is no run yet" : "There is no run yet that changed something";
  const what = wanted === "last" ? nothing : `There is no run "${wanted}"`;
  return new UsageError(`${what} in ${where}.`, {
    code: "no-such-run",
    remedy:
      count === 0
        ? "Journals of other places are found with --state-dir, --sandbox or --sandbox-dir."
        : `Look at those that are there: ${typed("runs list")}`,
  });
}
