// How changes of an app registration are taken back.
import type { RegistrationChange } from "../shapes/registration-change.js";
import type { Beside, Found, Inverse } from "./inverse.js";
import { inverseOfConsent, type Named, type Of } from "./inverse-consents.js";

const NONE: Inverse = { changes: [] };
const WITH_THE_REGISTRATION: Inverse = { changes: [], words: "It goes with the registration." };

export function inverseOfRegistrationChange(change: RegistrationChange, found: Found, beside: Beside): Inverse {
  const { uniqueName, name } = change.target;
  const named = { uniqueName, name };
  const { application } = found;
  switch (change.kind) {
    case "create-application":
    case "restore-application":
      if (application === null || application === undefined) return NONE;
      return one({
        kind: "delete-application",
        target: { ...named, applicationId: application.id, appId: application.appId },
        summary: `delete the app registration ${name} and its service principal`,
        before: { displayName: name, certificates: application.thumbprints },
        after: null,
        reversible: true,
      });
    case "update-application":
      return one({
        ...change,
        summary: `set the app registration ${name} to what it was`,
        before: change.after,
        after: change.before,
      });
    case "create-service-principal":
    case "restore-service-principal":
      if (isMadeWith(beside, uniqueName)) return WITH_THE_REGISTRATION;
      if (!application || !found.servicePrincipal) return NONE;
      return one({
        kind: "delete-service-principal",
        target: { ...named, servicePrincipalId: found.servicePrincipal.id, appId: application.appId },
        summary: `delete the service principal of ${name}`,
        before: { accountEnabled: found.servicePrincipal.enabled },
        after: null,
        reversible: true,
      });
    case "add-certificate":
      return withoutCertificate(change, found, named);
    case "add-federated-credential":
      if (isMadeWith(beside, uniqueName)) return WITH_THE_REGISTRATION;
      if (!application) return NONE;
      return one({
        kind: "remove-federated-credential",
        target: { ...named, applicationId: application.id },
        summary: `let ${name} be signed in no longer by tokens for ${change.after.subject}`,
        before: change.after,
        after: null,
        reversible: true,
      });
    case "remove-federated-credential":
      return one({
        kind: "add-federated-credential",
        target: named,
        summary: `let ${name} be signed in by tokens for ${change.before.subject}`,
        before: null,
        after: change.before,
        reversible: true,
      });
    case "delete-application":
      return restored(change, found, named);
    case "delete-service-principal":
      return found.deletedServicePrincipal
        ? one(restoredPrincipal(found.deletedServicePrincipal, change, named))
        : GONE;
    default:
      return inverseOfConsent(change, found, named);
  }
}

function withoutCertificate(change: Of<"add-certificate">, { application }: Found, named: Named): Inverse {
  if (!application) return NONE;
  // The plan may not have known it yet; the look at this step has made sure that it is the only one more.
  const thumbprint =
    change.after.certificate.thumbprint ??
    application.thumbprints.find((one) => !change.before.certificates.includes(one));
  if (thumbprint === undefined) return NONE;
  return one({
    kind: "remove-certificate",
    target: { ...named, applicationId: application.id, thumbprint },
    summary: `remove the certificate that this run added to ${named.name}`,
    before: { certificates: application.thumbprints },
    after: { certificates: application.thumbprints.filter((other) => other !== thumbprint) },
    reversible: false,
  });
}

const GONE: Inverse = {
  changes: [],
  leftAlone: true,
  words: "It is not among the deleted items any more: there it stays for 30 days, unless somebody removes it for good.",
};

function restored(
  { target: { applicationId, appId } }: Of<"delete-application">,
  { deletedApplication, deletedServicePrincipal }: Found,
  named: Named,
): Inverse {
  if (deletedApplication === null || deletedApplication === undefined) return GONE;
  return {
    words: deletedServicePrincipal
      ? ""
      : "Its service principal is not among the deleted items: register-app makes another.",
    changes: [
      {
        kind: "restore-application",
        target: { ...named, applicationId, appId },
        summary: `restore the app registration ${named.name}`,
        before: { deletedDateTime: deletedApplication },
        after: { deletedDateTime: null },
        reversible: true,
      },
      ...(deletedServicePrincipal ? [restoredPrincipal(deletedServicePrincipal, { target: { appId } }, named)] : []),
    ],
  };
}

function restoredPrincipal(
  deleted: { readonly id: string; readonly at: string },
  { target: { appId } }: { readonly target: { readonly appId: string } },
  named: Named,
): RegistrationChange {
  return {
    kind: "restore-service-principal",
    target: { ...named, servicePrincipalId: deleted.id, appId },
    summary: `restore the service principal of ${named.name}`,
    before: { deletedDateTime: deleted.at },
    after: { deletedDateTime: null },
    reversible: true,
  };
}

/** With the application that the same run made, or restored, its service principal and its credentials go, too. */
function isMadeWith({ all }: Beside, uniqueName: string): boolean {
  return all.some(
    ({ step: { change }, sight }) =>
      (change.kind === "create-application" || change.kind === "restore-application") &&
      change.target.uniqueName === uniqueName &&
      sight?.at === "after",
  );
}

function one(change: RegistrationChange): Inverse {
  return { changes: [change] };
}
