// What `mfa-exclusion remove` is asked for, looked at before anything is read.
import { UsageError } from "../shapes/errors.js";
import type { EndingWishes } from "./exclusion-wishes.js";

/** @throws {UsageError} for wishes that contradict one another, or that mean nobody */
export function checkEndingWishes({ for: asked, policies, expired }: EndingWishes): void {
  const words = asked.map((word) => word.trim().toLowerCase());
  if (words.includes(""))
    throw new UsageError("--for names nobody.", {
      code: "bad-subject",
      remedy: "Leave it out for the sync identities, or write --for svc, or --for NAME@DOMAIN.",
    });
  if (policies.some((id) => id.trim() === ""))
    throw new UsageError("--policy names no policy.", {
      code: "unknown-policy",
      remedy: "aadc-cloud mfa-exclusion status -o json shows the ids.",
    });
  if (!expired) return;
  if (words.includes("sync"))
    throw new UsageError("--expired does not go with --for sync: an exclusion of those that synchronise has no end.", {
      code: "contradicting-options",
      remedy: "Leave --expired out to end it, or leave --for out to end what is past its time.",
    });
  if (policies.length > 0)
    throw new UsageError(
      "--expired does not go with --policy: it takes out what the account's mark lists, and no more.",
      {
        code: "contradicting-options",
        remedy: "Leave one of them out.",
      },
    );
}

/** @throws {UsageError} for names that are typed for nothing */
export function checkNamesTyped(names: readonly string[], policies: readonly string[]): void {
  if (names.length === 0 || policies.length > 0) return;
  throw new UsageError("--confirm-name goes with --policy: nothing of somebody else's is taken out without it.", {
    code: "contradicting-options",
    remedy: "Leave --confirm-name out, or name the policy with --policy ID.",
  });
}
