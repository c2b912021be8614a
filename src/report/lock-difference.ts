// What differs, for each kind of change of a lock.
import type { LockChange, LockState } from "../shapes/lock-change.js";
import { changed, type Difference, type Differences, listDifference } from "./difference-parts.js";

const STATES: Readonly<Record<LockState, string>> = {
  enabled: "blocks",
  enabledForReportingButNotEnforced: "report-only: blocks nobody",
};

interface Form {
  readonly state: LockState;
  readonly userNames: readonly string[];
}

export const LOCK_DIFFERENCES: Differences<LockChange["kind"]> = {
  "create-named-location": ({ after }) => [...listDifference([], after.ipRanges), { note: "not trusted" }],
  "delete-named-location": ({ before }) => listDifference(before.ipRanges, []),
  "set-location-ranges": ({ before, after }) => listDifference(before.ipRanges, after.ipRanges),
  "create-lock": ({ target, after }) => [
    ...changed("state", null, wordFor(after.state)),
    ...listDifference([], after.userNames),
    ...scope(target.locationName),
  ],
  "delete-lock": ({ before }) => ended(before),
  "set-lock-state": ({ before, after }) => changed("state", wordFor(before.state), wordFor(after.state)),
  "set-lock-users": ({ before, after }) => listDifference(before.userNames, after.userNames),
};

function scope(locationName: string): readonly Difference[] {
  return [
    ...changed("may sign in from", null, locationName),
    { note: "blocked from everywhere else, for all applications and clients" },
  ];
}

function ended({ state, userNames }: Form): readonly Difference[] {
  return [...changed("state", wordFor(state), null), ...listDifference(userNames, [])];
}

/** A file may say another one. */
function wordFor(state: LockState): string {
  return Object.hasOwn(STATES, state) ? STATES[state] : state;
}
