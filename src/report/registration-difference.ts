// What differs, for each kind of change that has to do with an app registration.
import type { ApplicationForm, CertificateNote, RegistrationChange } from "../shapes/registration-change.js";
import { changed, type Difference, type Differences, listDifference, yesNo } from "./difference-parts.js";

export const REGISTRATION_DIFFERENCES: Differences<RegistrationChange["kind"]> = {
  "create-application": ({ after }) => [
    ...listDifference([], after.permissions),
    { note: `for this tenant only; ${signIn(after)}` },
    ...(after.certificate === null ? [] : [certificate(after.certificate)]),
  ],
  "update-application": ({ before, after }) => [
    ...listDifference(before.permissions, after.permissions),
    ...changed("who may sign in", before.signInAudience, after.signInAudience),
    ...changed("sign-in without a secret", yesNo(before.publicClient), yesNo(after.publicClient)),
    ...changed("redirect addresses", listed(before.redirectUris), listed(after.redirectUris)),
  ],
  "create-service-principal": ({ after }) => [{ what: "enabled", before: null, after: yesNo(after.accountEnabled) }],
  "add-certificate": ({ before, after }) => {
    const { length } = before.certificates;
    return [certificate(after.certificate), { note: length === 1 ? "1 other stays" : `${length} others stay` }];
  },
  "add-federated-credential": ({ after }) => [
    ...changed("issuer", null, after.issuer),
    ...changed("subject", null, after.subject),
    ...changed("audience", null, after.audiences.join(", ")),
  ],
  "grant-scopes": ({ before, after }) => listDifference(before?.scopes ?? [], after.scopes),
  "revoke-scopes": ({ before }) => listDifference(before.scopes, []),
  "grant-app-role": ({ after }) => [
    { added: after.permission },
    { note: "its key alone is enough: no person signs in" },
  ],
  "revoke-app-role": ({ before }) => [{ removed: before.permission }],
  "delete-application": ({ target }) => [{ what: "client id", before: target.appId, after: null }],
  "restore-application": ({ before, after }) => [
    ...changed("deleted", before.deletedDateTime, after.deletedDateTime),
    { note: "it comes back with all that it had" },
  ],
  "restore-service-principal": ({ before, after }) => changed("deleted", before.deletedDateTime, after.deletedDateTime),
  "delete-service-principal": ({ before }) => [
    { what: "enabled", before: yesNo(before.accountEnabled), after: null },
    { note: "what is consented to goes with it" },
  ],
  "remove-certificate": ({ before, after }) => listDifference(before.certificates, after.certificates),
  "remove-federated-credential": ({ before }) => [
    ...changed("issuer", before.issuer, null),
    ...changed("subject", before.subject, null),
    ...changed("audience", before.audiences.join(", "), null),
  ],
};

function signIn({ publicClient, redirectUris }: ApplicationForm): string {
  return publicClient
    ? `people sign in by browser (${redirectUris.join(", ")}) or device code`
    : "it signs in by itself";
}

function certificate({ file, thumbprint, days }: CertificateNote): Difference {
  return thumbprint === null
    ? {
        note: `a new certificate, valid for ${days} days; its private key goes to ${file} and nowhere else`,
      }
    : { note: `the certificate of ${file}, thumbprint ${thumbprint}` };
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? "none" : values.join(", ");
}
