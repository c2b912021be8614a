// What could go wrong with each kind of change, and for whom: for those who have to agree to it.
import type { Change } from "../shapes/change.js";
import { EXCLUSION_RISKS } from "./exclusion-risk.js";
import { IDENTITY_RISKS } from "./identity-risk.js";
import { LOCK_RISKS } from "./lock-risk.js";

export interface Risk {
  readonly level: "low" | "medium" | "high";
  readonly affected: string;
  readonly what: string;
}

type Risks = { readonly [K in Change["kind"]]: (change: Extract<Change, { kind: K }>) => Risk };

const risk = (level: Risk["level"], affected: string, what: string): Risk => ({ level, affected, what });

const RISKS: Risks = {
  ...LOCK_RISKS,
  "create-user": ({ target }) =>
    risk("medium", target.userPrincipalName, "A new account can sign in; whoever has its password is that account."),
  "delete-user": ({ target }) =>
    risk("medium", `whoever signs in as ${target.userPrincipalName}`, "Nobody signs in with it any more."),
  "restore-user": ({ target }) =>
    risk(
      "medium",
      target.userPrincipalName,
      "An account that was gone can sign in again, with its old password, and with what groups and licences give it.",
    ),
  "set-account-enabled": ({ target, after }) =>
    after.accountEnabled
      ? risk("medium", target.userPrincipalName, "An account that was locked out can sign in again.")
      : risk("low", `whoever signs in as ${target.userPrincipalName}`, "Nobody signs in with it until it is enabled."),
  "reset-password": ({ target }) =>
    risk(
      "medium",
      `whoever signs in as ${target.userPrincipalName}`,
      "What uses the old password stops; whoever has the new one is that account.",
    ),
  "mark-account": ({ target }) => risk("low", target.userPrincipalName, "None is known: nothing else reads the mark."),
  "unmark-account": ({ target }) =>
    risk("low", target.userPrincipalName, "None is known: nothing else reads the mark."),
  "assign-role": ({ after }) =>
    risk(
      "high",
      "the whole tenant",
      `Whoever signs in as this account can do what ${after.roleName} may${after.how === "eligible" ? ", once it is activated" : ""}.`,
    ),
  "unassign-role": ({ before, target }) =>
    risk(
      "medium",
      `whoever signs in as ${target.userPrincipalName}`,
      `What needs ${before.roleName} fails from then on.`,
    ),
  "create-pass": ({ target }) =>
    risk(
      "medium",
      target.userPrincipalName,
      "As long as it is valid, whoever has the pass signs in without the password, and counts as strongly authenticated.",
    ),
  "delete-pass": ({ target }) =>
    risk("low", `whoever signs in as ${target.userPrincipalName}`, "Nobody signs in with the pass any more."),
  ...EXCLUSION_RISKS,
  "remove-health-server": ({ target }) =>
    risk(
      "medium",
      `those who watch ${target.machineName}`,
      "It is monitored no longer, and no alert is raised for it. Synchronisation itself is not touched.",
    ),
  "disable-health-server": ({ target }) =>
    risk(
      "medium",
      `those who watch ${target.machineName}`,
      "It is monitored no longer, and after 30 days it is removed for good. Synchronisation itself is not touched.",
    ),
  "register-provider": () => risk("low", "the subscription", "None is known: resources of that kind can be made."),
  "create-resource-group": ({ target }) => risk("low", target.group, "None is known: it is empty."),
  "deploy-template": ({ target }) =>
    risk("medium", `what is in ${target.group}`, "Resources are made that cost money, and roles for their identity."),
  "push-package": ({ target }) =>
    risk(
      "medium",
      `the function app in ${target.group}`,
      "It runs other code from then on, with its identity's rights.",
    ),
  "assign-health-role": ({ target, after }) =>
    risk("low", target.name, `It may do at Connect Health what ${after.roleName} may, in all of its services.`),
  "unassign-health-role": stopsWorking,
  ...IDENTITY_RISKS,
  "create-application": ({ target }) =>
    risk("medium", target.name, "A new application exists; without consent it may do nothing."),
  "update-application": ({ target }) =>
    risk("medium", `whatever signs in with ${target.name}`, "It asks for other permissions, or signs in another way."),
  "create-service-principal": ({ target }) => risk("low", target.name, "The application can sign in to this tenant."),
  "delete-service-principal": stopsWorking,
  "restore-service-principal": ({ target }) =>
    risk("medium", target.name, "The application can sign in to this tenant again."),
  "add-certificate": ({ target }) =>
    risk("high", target.name, "Whoever has the certificate's private key is the application."),
  "remove-certificate": stopsWorking,
  "add-federated-credential": ({ target, after }) =>
    risk("high", target.name, `Whoever gets tokens of ${after.issuer} for ${after.subject} is the application.`),
  "remove-federated-credential": stopsWorking,
  "grant-scopes": ({ target, after }) =>
    risk(
      "high",
      "everybody who signs in with the application",
      `In their name it may use ${after.scopes.join(", ")} of ${target.resourceName}; nobody is asked.`,
    ),
  "revoke-scopes": stopsWorking,
  "grant-app-role": ({ target, after }) =>
    risk("high", "the whole tenant", `${target.name} may use ${after.permission} by itself, without any person.`),
  "revoke-app-role": stopsWorking,
  "delete-application": stopsWorking,
  "restore-application": ({ target }) =>
    risk("medium", target.name, "The application is there again, with the credentials that it had."),
};

export function riskOf(change: Change): Risk {
  const risks = RISKS[change.kind] as (one: Change) => Risk;
  return risks(change);
}

const LEVELS = ["low", "medium", "high"] as const;

export function highestLevel(risks: readonly Risk[]): Risk["level"] {
  return risks.reduce<Risk["level"]>(
    (highest, { level }) => (LEVELS.indexOf(level) > LEVELS.indexOf(highest) ? level : highest),
    "low",
  );
}

function stopsWorking({ target: { name } }: { readonly target: { readonly name: string } }): Risk {
  return risk("medium", `whatever signs in with ${name}`, "What depends on it fails from then on.");
}
