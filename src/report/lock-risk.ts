// What could go wrong with each change of a lock, and for whom.
import type { LockChange, LockState } from "../shapes/lock-change.js";
import type { Risk } from "./change-risk.js";

const risk = (level: Risk["level"], affected: string, what: string): Risk => ({ level, affected, what });

const BLOCKED =
  "From any other address they sign in no more. Where a server's own is missing, its synchronisation stops.";
const WATCHED = "It blocks nobody: it notes in the log of sign-ins what it would have blocked.";
const OPENED = "Whoever has the password of one of these accounts can sign in with it from anywhere.";

export const LOCK_RISKS: { readonly [K in LockChange["kind"]]: (change: Extract<LockChange, { kind: K }>) => Risk } = {
  "create-named-location": ({ target }) =>
    risk("low", target.locationName, "None is known: it is not trusted, and no policy uses it yet."),
  "delete-named-location": ({ target }) =>
    risk("low", target.locationName, "None is known: no policy uses it any more."),
  "set-location-ranges": ({ target, after }) =>
    risk(
      "medium",
      `the accounts that may sign in from ${target.locationName} only`,
      `They may sign in from ${after.ipRanges.join(", ")}, and from nowhere else once the policy blocks.`,
    ),
  "create-lock": ({ after }) => stated(after.state, after.userNames.join(", ")),
  "delete-lock": ({ before }) =>
    before.state === "enabled"
      ? risk("high", before.userNames.join(", "), OPENED)
      : risk("low", before.userNames.join(", "), "Nobody was blocked by it; it reports no more."),
  "set-lock-state": ({ target, before, after }) =>
    before.state === "enabled" && after.state !== "enabled"
      ? risk("high", `the accounts of "${target.policyName}"`, OPENED)
      : stated(after.state, `the accounts of "${target.policyName}"`),
  "set-lock-users": ({ target, after }) =>
    risk("high", after.userNames.join(", "), `Where "${target.policyName}" blocks, it does so at once. ${BLOCKED}`),
};

function stated(state: LockState, affected: string): Risk {
  return state === "enabled" ? risk("high", affected, BLOCKED) : risk("low", affected, WATCHED);
}
