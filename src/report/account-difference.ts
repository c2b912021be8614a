// What differs, for each kind of change that has to do with the service account.
import type { AccountChange, RoleAssignmentForm } from "../shapes/account-change.js";
import { changed, type Differences, yesNo } from "./difference-parts.js";

const deleted = "the deleted users, restorable for 30 days";

export const ACCOUNT_DIFFERENCES: Differences<AccountChange["kind"]> = {
  "create-user": ({ after }) => [
    ...changed("display name", null, after.displayName),
    ...changed("enabled", null, yesNo(after.accountEnabled)),
    { note: "password never expires; no change of it at the first sign-in" },
  ],
  "delete-user": ({ before }) => [
    { what: "display name", before: before.displayName, after: null },
    { note: `it goes to ${deleted}` },
  ],
  "restore-user": ({ before, after }) =>
    changed("deleted", before.deletedDateTime || "at an unknown time", after.deletedDateTime),
  "set-account-enabled": ({ before, after }) =>
    changed("enabled", yesNo(before.accountEnabled), yesNo(after.accountEnabled)),
  "reset-password": ({ before }) => [
    {
      what: "password",
      before: `set ${before.lastPasswordChangeDateTime ?? "at an unknown time"}`,
      after: "a new one",
    },
    { note: "password never expires; no change of it at the next sign-in" },
  ],
  "mark-account": ({ after }) => [{ what: "open extension com.aadc-cloud", before: null, after: after.purpose }],
  "unmark-account": ({ before }) => [{ what: "open extension com.aadc-cloud", before: before.purpose, after: null }],
  "assign-role": ({ after }) => [
    { what: "role", before: null, after: after.roleName },
    { note: `${HOW[after.how]}, ${period(after)}, for the whole tenant` },
  ],
  "unassign-role": ({ before }) => [
    { what: "role", before: before.roleName, after: null },
    { note: `it was there ${HOW[before.how]}, ${period(before)}, for the whole tenant` },
  ],
  "create-pass": ({ after }) => [
    { what: "Temporary Access Pass", before: null, after: `valid for ${minutes(after.lifetimeInMinutes)}` },
    { note: "usable more than once; one that is valid already is replaced" },
  ],
  "delete-pass": ({ before }) => [
    {
      what: "Temporary Access Pass",
      before: [
        ...(before.startDateTime === null ? [] : [`from ${before.startDateTime}`]),
        ...(before.lifetimeInMinutes === null ? [] : [`valid for ${minutes(before.lifetimeInMinutes)}`]),
      ].join(", "),
      after: null,
    },
  ],
};

const HOW: Readonly<Record<RoleAssignmentForm["how"], string>> = {
  direct: "directly",
  active: "active through Privileged Identity Management",
  eligible: "eligible only, through Privileged Identity Management: it must be activated before it counts",
};

function period({ duration }: RoleAssignmentForm): string {
  if (duration === null) return "permanently";
  const days = /^P(\d+)D$/.exec(duration)?.[1];
  const hours = /^PT(\d+)H$/.exec(duration)?.[1];
  if (days !== undefined) return `for ${days} ${days === "1" ? "day" : "days"}`;
  return hours === undefined ? `for ${duration}` : `for ${hours} ${hours === "1" ? "hour" : "hours"}`;
}

function minutes(count: number): string {
  if (count % 60 !== 0) return `${count} minutes`;
  return count === 60 ? "1 hour" : `${count / 60} hours`;
}
