// How far each change of a lock is taken back, in words.
import type { LockChange } from "./lock-change.js";
import type { TakingBack } from "./taking-back.js";

const can = (words: string): TakingBack => ({ possible: true, words });

export const LOCK_TAKING_BACK: {
  readonly [K in LockChange["kind"]]: (change: Extract<LockChange, { kind: K }>) => TakingBack;
} = {
  "create-named-location": () =>
    can("The named location is deleted, unless somebody has changed it since, or another policy uses it by then."),
  "delete-named-location": () =>
    can("A named location of the same name and addresses is made. It has another id: nothing else finds it again."),
  "set-location-ranges": () => can("The addresses are those of before, unless somebody has changed them since."),
  "create-lock": () => can("The policy is deleted, unless somebody has changed it since."),
  "delete-lock": () => can("A policy of the same name and content is made. It has another id."),
  "set-lock-state": ({ before }) =>
    can(before.state === "enabled" ? "The policy blocks again." : "The policy only reports again."),
  "set-lock-users": () => can("The policy names the accounts of before, unless somebody has changed that list since."),
};
