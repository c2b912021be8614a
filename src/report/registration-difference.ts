// What differs, for each kind of change that has to do with an app registration.
import type { ApplicationForm, CertificateNote, RegistrationChange } from "../shapes/registration-change.js";
import { harmless, harmlessSentence } from "./harmless.js";

export function registrationDifference(change: RegistrationChange): readonly string[] {
  switch (change.kind) {
    case "create-application":
      return [
        ...change.after.permissions.map((one) => `+ ${harmless(one)}`),
        `for this tenant only; ${signIn(change.after)}`,
        ...(change.after.certificate === null ? [] : [certificate(change.after.certificate)]),
      ];
    case "update-application":
      return formDifference(change.before, change.after);
    case "create-service-principal":
      return [];
    case "add-certificate": {
      const { length } = change.before.certificates;
      return [certificate(change.after.certificate), length === 1 ? "1 other stays" : `${length} others stay`];
    }
    case "add-federated-credential":
      return [`issuer: ${harmless(change.after.issuer)}`, `audience: ${harmless(change.after.audiences.join(", "))}`];
    case "grant-scopes":
      return listDifference(change.before?.scopes ?? [], change.after.scopes);
    case "revoke-scopes":
      return listDifference(change.before.scopes, []);
    case "grant-app-role":
      return ["its key alone is enough: no person signs in"];
    case "revoke-app-role":
      return [];
    case "delete-application":
      return ["can be restored for 30 days in the Entra admin center"];
    case "restore-application":
      return [`deleted at ${harmless(change.before.deletedDateTime)}; it comes back with all that it had`];
    case "restore-service-principal":
      return [`deleted at ${harmless(change.before.deletedDateTime)}`];
    case "delete-service-principal":
      return ["what is consented to goes with it; it can be restored for 30 days"];
    case "remove-certificate":
      return [`thumbprint: ${harmless(change.target.thumbprint)}`];
    case "remove-federated-credential":
      return [`issuer: ${harmless(change.before.issuer)}`, `audience: ${harmless(change.before.audiences.join(", "))}`];
  }
}

function signIn({ publicClient, redirectUris }: ApplicationForm): string {
  return publicClient
    ? `people sign in by browser (${redirectUris.map((uri) => harmless(uri)).join(", ")}) or device code`
    : "it signs in by itself";
}

function certificate({ file, thumbprint, days }: CertificateNote): string {
  return thumbprint === null
    ? `a new certificate, valid for ${days} days; its private key goes to ${harmlessSentence(file)} and nowhere else`
    : `the certificate of ${harmlessSentence(file)}, thumbprint ${thumbprint}`;
}

function formDifference(before: ApplicationForm, after: ApplicationForm): readonly string[] {
  const changed = (what: string, from: string, to: string) =>
    from === to ? [] : [`${what}: ${harmless(from)} -> ${harmless(to)}`];
  return [
    ...listDifference(before.permissions, after.permissions),
    ...changed("who may sign in", before.signInAudience, after.signInAudience),
    ...changed("sign-in without a secret", yesNo(before.publicClient), yesNo(after.publicClient)),
    ...changed("redirect addresses", listed(before.redirectUris), listed(after.redirectUris)),
  ];
}

function listDifference(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((one) => !before.includes(one)).map((one) => `+ ${harmless(one)}`),
    ...before.filter((one) => !after.includes(one)).map((one) => `- ${harmless(one)}`),
  ];
}

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? "none" : values.join(", ");
}
