// How changes of an account are taken back.
import type { AccountChange, CreateUserChange, RestoreUserChange } from "../shapes/account-change.js";
import type { Beside, Found, Inverse } from "./inverse.js";

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
      return one({
        ...change,
        summary: `${change.before.accountEnabled ? "enable" : "disable"} the account ${userPrincipalName} again`,
        before: change.after,
        after: change.before,
      });
    case "mark-account":
      if (isMadeBy(beside, userPrincipalName)) return { ...NONE, words: "The mark goes, or stays, with the account." };
      return one({
        kind: "unmark-account",
        target,
        summary: `take the mark from ${userPrincipalName}`,
        before: { purpose: change.after.purpose },
        after: null,
        reversible: true,
      });
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

/** An account that somebody has used, or that has more than this run gave it, is not deleted. */
function withoutAccount(
  change: CreateUserChange | RestoreUserChange,
  target: { readonly userPrincipalName: string; readonly userId: string },
  { account, signedIn, otherRoles = [] }: Found,
  { step }: Beside,
): Inverse {
  const { userPrincipalName } = target;
  if (otherRoles.length > 0)
    return {
      ...NONE,
      leftAlone: true,
      words: `${userPrincipalName} holds a role by now that this run did not give: ${otherRoles.join(", ")}.`,
    };
  const enabled = account?.enabled !== false;
  const used = whyKept(change, signedIn, step.sentAt);
  if (used === null)
    return one({
      kind: "delete-user",
      target,
      summary: `delete the account ${userPrincipalName}`,
      before: { displayName: account?.displayName ?? "", accountEnabled: enabled },
      after: null,
      reversible: true,
    });
  if (!enabled) return { ...NONE, leftAlone: true, words: `${used} It is disabled already, and stays so.` };
  return {
    words: `${used} The account is disabled, not deleted.`,
    changes: [
      {
        kind: "set-account-enabled",
        target,
        summary: `disable the account ${userPrincipalName}`,
        before: { accountEnabled: true },
        after: { accountEnabled: false },
        reversible: true,
      },
    ],
  };
}

/** Null: nobody has signed in since. */
function whyKept(
  { kind }: CreateUserChange | RestoreUserChange,
  signedIn: Found["signedIn"],
  madeAt: string | null,
): string | null {
  if (signedIn === undefined || signedIn.state === "unknown") {
    const why = signedIn === undefined ? "" : ` ${signedIn.reason} ${signedIn.remedy}`;
    return `Whether somebody has signed in with it cannot be known.${why}`;
  }
  const last = signedIn.value;
  // A restored account may have been used before it was deleted.
  if (last === null || (kind === "restore-user" && madeAt !== null && Date.parse(last) < Date.parse(madeAt)))
    return null;
  return `Somebody signed in with it, or tried to, at ${last.slice(0, 16).replace("T", " ")} UTC.`;
}

function isMadeBy({ all }: Beside, userPrincipalName: string): boolean {
  return all.some(
    ({ step: { change } }) =>
      change.kind === "create-user" &&
      change.target.userPrincipalName.toLowerCase() === userPrincipalName.toLowerCase(),
  );
}

function one(change: AccountChange): Inverse {
  return { changes: [change] };
}
