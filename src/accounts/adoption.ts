// Which account serves: the one that is there, one among the deleted, or a new one.
import { GuardError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import type { DeletedUser } from "../tenant/deleted-users.js";
import type { User } from "../tenant/users.js";
import type { SetupWishes } from "./setup-wishes.js";

/** @throws {GuardError} when an account of that name exists and must not be adopted */
export function refuseUnfit(user: User, { turn }: Pick<SetupWishes, "turn">): void {
  const why = unfitness(user) ?? (user.enabled || turn === "on" ? undefined : "is disabled");
  if (why === undefined) return;
  throw new GuardError(`${user.userPrincipalName} exists already, but it ${why}.`, {
    code: "account-unfit",
    remedy:
      why === "is disabled"
        ? "Add --enable, or choose another name with --name."
        : "Choose another name with --name, or mend that account first.",
  });
}

/** Completes "it …"; undefined: the account can serve, once it is enabled. */
export function unfitness({ synced, type }: Pick<User, "synced" | "type">): string | undefined {
  if (synced)
    return "comes from Active Directory; the account must live in the cloud only, or it depends on what it is to repair";
  if (type === "Member") return undefined;
  return type === null ? "is of a type that Graph does not tell" : `is a ${type}, not a member`;
}

/**
 * The deleted account that is to be restored; null: none.
 * @throws {GuardError} where one is there and nobody said what shall become of it, and where the wished one is not there
 */
export function namesakeToRestore(
  userPrincipalName: string,
  deleted: Fact<readonly DeletedUser[]>,
  { restoreDeleted }: Pick<SetupWishes, "restoreDeleted">,
): DeletedUser | null {
  if (deleted.state === "unknown") {
    if (restoreDeleted === null) return null;
    throw new GuardError(`The deleted accounts could not be read: ${deleted.reason}`, {
      code: "deleted-unknown",
      remedy: deleted.remedy,
    });
  }
  const wanted = userPrincipalName.toLowerCase();
  const namesakes = deleted.value
    .filter((user) => user.userPrincipalName.toLowerCase() === wanted)
    .sort((a, b) => b.deletedDateTime.localeCompare(a.deletedDateTime));
  const [newest, ...older] = namesakes;
  if (newest === undefined) {
    if (restoreDeleted === null) return null;
    throw new GuardError(
      `There is no deleted account ${userPrincipalName}: it was never there, or longer ago than 30 days.`,
      {
        code: "no-deleted-account",
        remedy: "Leave --restore-deleted out: a new account is made.",
      },
    );
  }
  if (restoreDeleted === null)
    throw new GuardError(`${userPrincipalName} was deleted on ${dayOf(newest)} and can still be restored.`, {
      code: "deleted-account",
      remedy: "Add --restore-deleted to have it back with its object id, or choose another name with --name.",
    });
  if (restoreDeleted === "only" && older.length > 0)
    throw new GuardError(
      `${namesakes.length} deleted accounts had the name ${userPrincipalName}: ${namesakes.map((user) => `${user.id} (deleted on ${dayOf(user)})`).join(", ")}.`,
      {
        code: "several-deleted-accounts",
        remedy: `Say which: --restore-deleted ${newest.id}, or --restore-deleted newest.`,
      },
    );
  const chosen =
    restoreDeleted === "only" || restoreDeleted === "newest"
      ? newest
      : namesakes.find(({ id }) => id.toLowerCase() === restoreDeleted.toLowerCase());
  if (chosen === undefined)
    throw new GuardError(`No deleted account ${userPrincipalName} has the id ${restoreDeleted}.`, {
      code: "no-deleted-account",
      remedy: `These are there: ${namesakes.map(({ id }) => id).join(", ")}.`,
    });
  const why = unfitness(chosen);
  if (why === undefined) return chosen;
  throw new GuardError(`The deleted account ${userPrincipalName} (${chosen.id}) cannot serve: it ${why}.`, {
    code: "account-unfit",
    remedy: "Choose another name with --name.",
  });
}

function dayOf({ deletedDateTime }: DeletedUser): string {
  return deletedDateTime.slice(0, 10) || "a day that Graph does not tell";
}
