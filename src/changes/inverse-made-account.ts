// How an account that a run made, or restored, is taken back: deleted only where it is certainly the run's own and nobody
// else's by now.
import type { CreateUserChange, RestoreUserChange } from "../shapes/account-change.js";
import type { RunStep } from "../shapes/run.js";
import { minuteOf } from "../shapes/time.js";
import type { Beside, Found, Inverse, SeenStep } from "./inverse.js";

interface Target {
  readonly userPrincipalName: string;
  readonly userId: string;
}

/** An account that is not surely ours, that somebody has used, or that has more than this run gave it, is not deleted. */
export function withoutAccount(
  change: CreateUserChange | RestoreUserChange,
  target: Target,
  found: Found,
  beside: Beside,
): Inverse {
  const { userPrincipalName } = target;
  const stranger = whyLeftAlone(target, found, beside);
  if (stranger !== null) return { changes: [], leftAlone: true, words: `${stranger} ${BY_HAND}` };
  const enabled = found.account?.enabled !== false;
  const used = whyKept(change, found, beside);
  if (used === null)
    return {
      changes: [
        {
          kind: "delete-user",
          target,
          summary: `delete the account ${userPrincipalName}`,
          before: { displayName: found.account?.displayName ?? "", accountEnabled: enabled },
          after: null,
          reversible: true,
        },
      ],
    };
  if (!enabled)
    return { changes: [], leftAlone: true, words: `${used} It is disabled already, and stays so. ${BY_HAND}` };
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

const BY_HAND =
  "If it is not needed any more, delete it by hand: Microsoft Entra admin center, Users, the account, Delete.";

/** Null: it is ours, and has no role besides those that are taken back with it. */
function whyLeftAlone({ userPrincipalName }: Target, found: Found, { step, all }: Beside): string | null {
  if (!isAnswered(step) && found.ownMark !== true)
    return `No answer tells that this run made ${userPrincipalName}, and it does not carry the mark of this run: somebody else may have made it.`;
  const kept = all.filter((one) => isKeptRoleOf(one, userPrincipalName));
  if (kept.length > 0) return `${userPrincipalName} keeps a role that is left alone: ${rolesOf(kept)}.`;
  const { otherRoles } = found;
  if (otherRoles === undefined) return `Which roles ${userPrincipalName} holds was not read.`;
  if (otherRoles.state === "unknown")
    return `Which roles ${userPrincipalName} holds cannot be known. ${otherRoles.reason} ${otherRoles.remedy}`;
  return otherRoles.value.length === 0
    ? null
    : `${userPrincipalName} holds a role by now that this run did not give: ${otherRoles.value.join(", ")}.`;
}

/** Ids never change: who was told one by an answer knows the account again. What was to be restored had its id before. */
function isAnswered({ change, state, objectId, sentAt }: RunStep): boolean {
  return objectId !== null || (change.kind === "restore-user" && state !== "in-doubt" && sentAt !== null);
}

function isKeptRoleOf({ step: { change }, sight }: SeenStep, name: string): boolean {
  return change.kind === "assign-role" && isSame(change.target.userPrincipalName, name) && sight?.at === "other";
}

function rolesOf(seen: readonly SeenStep[]): string {
  return seen
    .flatMap(({ step: { change } }) => (change.kind === "assign-role" ? [change.after.roleName] : []))
    .join(", ");
}

/** Null: nobody has signed in, or set another password, since. */
function whyKept(change: CreateUserChange | RestoreUserChange, found: Found, beside: Beside): string | null {
  return whySignedIn(change, found, beside) ?? whyPasswordIsAnothers(change, found, beside);
}

function whySignedIn(
  { kind }: CreateUserChange | RestoreUserChange,
  { signedIn }: Found,
  { step: { sentAt } }: Beside,
): string | null {
  if (signedIn === undefined || signedIn.state === "unknown") {
    const why = signedIn === undefined ? "" : ` ${signedIn.reason} ${signedIn.remedy}`;
    return `Whether somebody has signed in with it cannot be known.${why}`;
  }
  const last = signedIn.value;
  // A restored account may have been used before it was deleted.
  if (last === null || (kind === "restore-user" && sentAt !== null && Date.parse(last) < Date.parse(sentAt)))
    return null;
  return `Somebody signed in with it, or tried to, at ${minuteOf(last)}.`;
}

/** Times are whole seconds, and an answer comes a little after what it tells of. */
const TOLERANCE_MS = 5_000;

/** Whoever has set its password has the account. */
function whyPasswordIsAnothers(
  { kind, target: { userPrincipalName } }: CreateUserChange | RestoreUserChange,
  { account }: Found,
  { step, all }: Beside,
): string | null {
  const setAt = account?.passwordChangedAt ?? null;
  if (setAt === null) return "When its password was set last is not told: somebody else may have set it.";
  const own = all.flatMap((one) =>
    one.step.change.kind === "reset-password" && isSame(one.step.change.target.userPrincipalName, userPrincipalName)
      ? [one.step.sentAt]
      : [],
  );
  const times = [step.sentAt, kind === "create-user" ? (account?.createdAt ?? null) : null, ...own];
  const latest = Math.max(...times.flatMap((at) => (at === null ? [] : [Date.parse(at)])));
  return Date.parse(setAt) <= latest + TOLERANCE_MS
    ? null
    : `Somebody else has set its password since, at ${minuteOf(setAt)}.`;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
