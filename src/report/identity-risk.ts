// What could go wrong with what is done to the identities of servers.
import type { IdentityChange } from "../shapes/identity-change.js";
import type { Risk } from "./change-risk.js";

type Risks = { readonly [K in IdentityChange["kind"]]: (change: Extract<IdentityChange, { kind: K }>) => Risk };

const risk = (level: Risk["level"], affected: string, what: string): Risk => ({ level, affected, what });

const COMES_BACK = "Whatever has its key or password can synchronise again, once it is enabled.";

export const IDENTITY_RISKS: Risks = {
  "set-identity-enabled": ({ target, after }) =>
    after.accountEnabled
      ? risk("medium", target.name, "Whatever has its key or password can synchronise again.")
      : risk(
          "medium",
          `the server that signs in as ${target.name}`,
          "Should that server still be needed, synchronisation stops within hours. It is enabled again by taking the run back.",
        ),
  "note-quarantine": ({ target }) =>
    risk("low", target.name, "None is known: nothing but this program reads the note. Whoever may change it can."),
  "delete-sync-user": ({ target }) =>
    risk(
      "high",
      `the server that signs in as ${target.name}`,
      "Should that server still be needed, it synchronises no more: after 30 days only with a new account.",
    ),
  "restore-sync-user": ({ target }) => risk("medium", target.name, COMES_BACK),
  "delete-sync-application": ({ target }) =>
    risk(
      "high",
      `the server that signs in with ${target.name}`,
      "Should that server still be needed, it synchronises no more: after 30 days only with a new application.",
    ),
  "restore-sync-application": ({ target }) => risk("medium", target.name, COMES_BACK),
  "restore-sync-principal": ({ target }) => risk("medium", target.name, COMES_BACK),
  "grant-sync-app-role": ({ target }) =>
    risk("high", "the whole tenant", `${target.name} may use this app role of ${target.resourceName} by itself again.`),
};
