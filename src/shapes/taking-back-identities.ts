// How what is done to the identities of servers is taken back, in words.
import type { IdentityChange } from "./identity-change.js";
import type { TakingBack } from "./taking-back.js";

type Words = { readonly [K in IdentityChange["kind"]]: (change: Extract<IdentityChange, { kind: K }>) => TakingBack };

const can = (words: string): TakingBack => ({ possible: true, words });
const cannot = (words: string): TakingBack => ({ possible: false, words });

const WITHIN = "within 30 days";
const STAYS = "It stays: cleanup-accounts judges anew whether it may go.";

export const IDENTITY_WORDS: Words = {
  "set-identity-enabled": ({ before }) =>
    before.accountEnabled
      ? can("It is enabled again.")
      : cannot("It stays enabled: cleanup-accounts judges anew whether it may go."),
  "note-quarantine": ({ before, after }) =>
    can(
      before === null || after?.stage !== "proven"
        ? "The note is taken away; where there was another one, that is not written again: a quarantine begins anew."
        : "The note tells of a proof no more.",
    ),
  "delete-sync-user": () =>
    can(
      `The user is restored, ${WITHIN}, disabled as it was. Whether its role comes back is looked at then: without it the server needs a new account, by Add-ADSyncAADServiceAccount on it.`,
    ),
  "restore-sync-user": () => cannot(STAYS),
  "delete-sync-application": () =>
    can(
      `The application and its service principal are restored, ${WITHIN}, disabled as it was; app roles that do not come back are given again. Where that fails the server needs a new one, by its wizard: Configure application-based authentication.`,
    ),
  "restore-sync-application": () => cannot(STAYS),
  "restore-sync-principal": () => cannot(STAYS),
  "grant-sync-app-role": () => cannot(STAYS),
};
