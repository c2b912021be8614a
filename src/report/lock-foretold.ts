// Which entries of the audit log each change of a lock writes.
import { LOGGED, type LogEntry } from "../knowledge/audit-activities.js";
import type { LockChange } from "../shapes/lock-change.js";

export const LOCK_FORETELLING: Readonly<Record<LockChange["kind"], () => readonly LogEntry[]>> = {
  "create-named-location": () => [LOGGED.addNamedLocation],
  "delete-named-location": () => [LOGGED.deleteNamedLocation],
  "set-location-ranges": () => [LOGGED.updateNamedLocation],
  "create-lock": () => [LOGGED.addPolicy],
  "delete-lock": () => [LOGGED.deletePolicy],
  "set-lock-state": () => [LOGGED.updatePolicy],
  "set-lock-users": () => [LOGGED.updatePolicy],
};
