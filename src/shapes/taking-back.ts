// Whether and how each kind of change is taken back, in words: known without looking at the tenant.
import type { Change } from "./change.js";
import { LOCK_TAKING_BACK } from "./lock-taking-back.js";
import { EXCLUSION_WORDS } from "./taking-back-exclusions.js";
import { IDENTITY_WORDS } from "./taking-back-identities.js";

export interface TakingBack {
  readonly possible: boolean;
  /** How, and how far; or why not, and what to do instead. */
  readonly words: string;
}

const can = (words: string): TakingBack => ({ possible: true, words });
const cannot = (words: string): TakingBack => ({ possible: false, words });

type Words = { readonly [K in Change["kind"]]: (change: Extract<Change, { kind: K }>) => TakingBack };

const WORDS: Words = {
  ...LOCK_TAKING_BACK,
  "create-user": () =>
    can(
      "The account is deleted, and can be restored for 30 days. Where somebody has signed in with it since, or that cannot be known, it is disabled instead.",
    ),
  "delete-user": () => can("The account is restored, within 30 days. Its roles do not come back with it."),
  "restore-user": () =>
    can(
      "The account is deleted again. Where somebody has signed in with it since, or that cannot be known, it is disabled instead.",
    ),
  "set-account-enabled": ({ before }) => can(`The account is ${before.accountEnabled ? "enabled" : "disabled"} again.`),
  "reset-password": () =>
    cannot("The old password is kept nowhere. Another one is set by setup-svc-account --reset-password."),
  "mark-account": () => can("The mark is taken away; with the account, where that is deleted."),
  "unmark-account": () => can("The account is marked again, with a new date."),
  "assign-role": ({ after }) =>
    can(
      after.how === "active"
        ? "The role is taken away, five minutes after it was given at the earliest. Tokens that were issued live on until they end."
        : "The role is taken away. Tokens that were issued live on until they end.",
    ),
  "unassign-role": ({ before }) =>
    can(
      before.duration === null
        ? "The role is given again."
        : "The role is given again for the same time, counted anew from then.",
    ),
  "create-pass": () => can("The pass is deleted. Whoever signed in with it stays signed in."),
  "delete-pass": () => cannot("A pass is shown once, when it is made. Another one is made by setup-svc-account --tap."),
  ...EXCLUSION_WORDS,
  "remove-health-server": () =>
    cannot("The Health agent on that server must be uninstalled and installed anew to monitor it again."),
  "disable-health-server": () =>
    cannot("The Health agent on that server must be registered anew within 30 days, or installed anew after that."),
  "register-provider": () => cannot("It stays registered, which costs nothing."),
  "create-resource-group": () => cannot("It goes with all that is in it: az group delete"),
  "deploy-template": () => cannot("What it made goes with its resource group: az group delete"),
  "push-package": () => cannot("Another version is pushed in its place."),
  "assign-health-role": () => can("The role at Connect Health is taken away again."),
  "unassign-health-role": () => can("The role at Connect Health is given again."),
  ...IDENTITY_WORDS,
  "create-application": () =>
    can("The registration is deleted, its service principal with it; both can be restored for 30 days."),
  "update-application": () => can("The registration is set to what it was."),
  "create-service-principal": () => can("The service principal is deleted; with the registration, where that is."),
  "add-certificate": () => can("The certificate is removed from the registration. Its file is not touched."),
  "add-federated-credential": () => can("The issuer's tokens are trusted no longer."),
  "grant-scopes": () => can("The consent is set to what it was."),
  "revoke-scopes": () => can("The same consent is given again."),
  "grant-app-role": () => can("What was allowed is taken back. Tokens that were issued live on until they end."),
  "revoke-app-role": () => can("The same is allowed again."),
  "delete-application": () => can("The registration and its service principal are restored, within 30 days."),
  "restore-application": () => can("The registration is deleted again."),
  "restore-service-principal": () =>
    can("The service principal is deleted again; with the registration, where that is."),
  "delete-service-principal": () => can("The service principal is restored, within 30 days."),
  "remove-certificate": () =>
    cannot(
      "The journal does not hold the certificate. It is added again by register-app --credential certificate:FILE.",
    ),
  "remove-federated-credential": () => can("The issuer's tokens are trusted again."),
};

/** The same for a change in a plan, which says of itself whether it can be taken back. */
export function takingBackText(change: Change): string {
  const { possible, words } = takingBackOf(change);
  if (change.reversible !== possible) return change.reversible ? "can be taken back" : "cannot be taken back";
  return `${possible ? "taken back" : "cannot be taken back"}: ${words}`;
}

/** A journal may be of a newer version, and hold kinds of changes that this one does not know. */
export function takingBackOf(change: Change): TakingBack {
  if (!isKnownKind(change.kind))
    return cannot("This version does not know such a change: a newer one of aadc-cloud has made it.");
  const words = WORDS[change.kind] as (change: Change) => TakingBack;
  return words(change);
}

export function isKnownKind(kind: string): kind is Change["kind"] {
  return Object.hasOwn(WORDS, kind);
}
