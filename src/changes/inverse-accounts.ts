// How changes of an account are taken back.
import type { AccountChange, MarkAccountChange } from "../shapes/account-change.js";
import type { Beside, Found, Inverse } from "./inverse.js";
import { withoutAccount } from "./inverse-made-account.js";

const NONE: Inverse = { changes: [] };

export function inverseOfAccountChange(change: AccountChange, found: Found, beside: Beside): Inverse {
  const { userPrincipalName } = change.target;
  const userId = found.account?.id ?? ("userId" in change.target ? change.target.userId : null) ?? null;
  // Without an account there is nothing of it to be taken back: no look shows it as it was left then.
  if (userId === null) return NONE;
  const target = { userPrincipalName, userId };
  switch (change.kind) {
    case "create-user":
    case "restore-user":
      return withoutAccount(change, target, found, beside);
    case "delete-user":
      return one({
        kind: "restore-user",
        target,
        summary: `restore the account ${userPrincipalName}`,
        before: { deletedDateTime: beside.step.sentAt ?? "" },
        after: { deletedDateTime: null },
        reversible: true,
      });
    case "set-account-enabled":
      if (beside.step.state === "in-doubt" && !change.before.accountEnabled)
        return {
          ...NONE,
          leftAlone: true,
          words: "Somebody else may have enabled it. To disable it: setup-svc-account --disable.",
        };
      return one({
        ...change,
        summary: `${change.before.accountEnabled ? "enable" : "disable"} the account ${userPrincipalName} again`,
        before: change.after,
        after: change.before,
      });
    case "mark-account":
      return withoutMark(change, target, found, beside);
    case "unmark-account":
      return change.before.purpose === "service-account"
        ? one({
            kind: "mark-account",
            target,
            summary: `mark ${userPrincipalName} as managed`,
            before: null,
            after: { purpose: "service-account" },
            reversible: true,
          })
        : { ...NONE, leftAlone: true, words: "The mark had another purpose than this program gives." };
    case "assign-role":
      return one({
        kind: "unassign-role",
        target,
        summary: `take the role ${change.after.roleName} from ${userPrincipalName}`,
        before: change.after,
        after: null,
        reversible: true,
      });
    case "unassign-role":
      return one({
        kind: "assign-role",
        target,
        summary: `give ${userPrincipalName} the role ${change.before.roleName}`,
        before: null,
        after: change.before,
        reversible: true,
      });
    case "create-pass": {
      const passId = beside.step.objectId;
      if (passId === null) return { ...NONE, leftAlone: true, words: "The journal does not tell which pass it made." };
      return one({
        kind: "delete-pass",
        target: { ...target, passId },
        summary: `delete the Temporary Access Pass of ${userPrincipalName}`,
        before: { startDateTime: null, lifetimeInMinutes: change.after.lifetimeInMinutes },
        after: null,
        reversible: false,
      });
    }
    case "reset-password":
    case "delete-pass":
      return NONE;
  }
}

function withoutMark(
  change: MarkAccountChange,
  target: { readonly userPrincipalName: string; readonly userId: string },
  { ownMark }: Found,
  beside: Beside,
): Inverse {
  const fate = fateOf(target.userPrincipalName, beside);
  if (fate?.changes.some(({ kind }) => kind === "delete-user") === true)
    return { ...NONE, words: "The mark goes with the account." };
  if (fate !== null)
    return { ...NONE, leftAlone: true, words: "The account stays, and its mark with it: it makes more careful." };
  if (ownMark === false) return { ...NONE, leftAlone: true, words: "The mark is of another run by now." };
  return one({
    kind: "unmark-account",
    target,
    summary: `take the mark from ${target.userPrincipalName}`,
    before: { purpose: change.after.purpose },
    after: null,
    reversible: true,
  });
}

/** What becomes of the account that carries the mark; null: the run has not made that account. */
function fateOf(userPrincipalName: string, { all, people }: Beside): Inverse | null {
  const made = all.find(
    ({ step: { change } }) =>
      change.kind === "create-user" &&
      change.target.userPrincipalName.toLowerCase() === userPrincipalName.toLowerCase(),
  );
  if (made === undefined) return null;
  return made.sight?.at === "after"
    ? inverseOfAccountChange(made.step.change as AccountChange, made.found, { step: made.step, all, people })
    : NONE;
}

function one(change: AccountChange): Inverse {
  return { changes: [change] };
}
