// What has to be done so that a registration is there with exactly what is wanted, and nothing else of ours.
import { isDeepStrictEqual } from "node:util";
import { GuardError, UsageError } from "../shapes/errors.js";
import type {
  AddCertificateChange,
  AddFederatedCredentialChange,
  ApplicationForm,
  CertificateNote,
  CreateApplicationChange,
  CreateServicePrincipalChange,
  RegistrationChange,
  UpdateApplicationChange,
} from "../shapes/registration-change.js";
import type { Application } from "../tenant/registrations.js";
import { describeAccess, ordered, requiredAccess } from "./access.js";
import { planConsent } from "./consent.js";
import { MARK } from "./names.js";
import type { CertificateWish, Named, RegistrationFacts, RegistrationWishes } from "./registration-facts.js";

/** Where MSAL's loopback listener waits; Entra ID lets its port vary ("Redirect URI (reply URL) best practices"). */
export const LOOPBACK = "http://localhost";

/**
 * @throws {UsageError} where an application would have nothing to prove itself with; {GuardError} where a registration of
 * the other kind has the name
 */
export function planRegistration(facts: RegistrationFacts, wishes: RegistrationWishes): readonly RegistrationChange[] {
  refuseUnproven(facts, wishes);
  const form = formOf(facts, wishes);
  const named = { uniqueName: facts.uniqueName, name: wishes.name };
  return [
    ...(facts.application === null
      ? [createApplication(form, wishes, named)]
      : changesOf(facts.application, form, facts, wishes)),
    ...(facts.servicePrincipal === null ? [createServicePrincipal(named)] : []),
    ...(wishes.federated === null || isTrusted(facts, wishes) ? [] : [addFederatedCredential(wishes.federated, named)]),
    ...(wishes.grant ? planConsent(facts, wishes) : []),
  ];
}

/** The registration as it is to be. */
function formOf({ resources }: RegistrationFacts, { kind, permissions }: RegistrationWishes): ApplicationForm {
  const access = requiredAccess(permissions);
  return {
    signInAudience: "AzureADMyOrg",
    publicClient: kind === "delegated",
    redirectUris: kind === "delegated" ? [LOOPBACK] : [],
    permissions: describeAccess(access, resources),
    requiredResourceAccess: access,
  };
}

/** The same parts of the one that is there. */
function presentForm(application: Application, { resources }: RegistrationFacts): ApplicationForm {
  const access = ordered(
    application.requiredResourceAccess.map(({ resourceAppId, resourceAccess }) => ({
      resourceAppId,
      resourceAccess: resourceAccess.map(({ id, type }) => ({ id, type: type === "Role" ? "Role" : "Scope" })),
    })),
  );
  return {
    signInAudience: application.signInAudience,
    publicClient: application.publicClient,
    redirectUris: [...application.redirectUris].sort(),
    permissions: describeAccess(access, resources),
    requiredResourceAccess: access,
  };
}

function changesOf(
  application: Application,
  form: ApplicationForm,
  facts: RegistrationFacts,
  wishes: RegistrationWishes,
): readonly RegistrationChange[] {
  const { name, certificate } = wishes;
  const present = presentForm(application, facts);
  refuseOtherKind(present, wishes);
  const named = { uniqueName: facts.uniqueName, name };
  const update: UpdateApplicationChange = {
    kind: "update-application",
    target: { ...named, applicationId: application.id },
    summary: `set the app registration ${name} to exactly what is wanted`,
    before: present,
    after: form,
    reversible: true,
  };
  return [
    ...(isDeepStrictEqual(present, form) ? [] : [update]),
    ...(certificate === null || hasCertificate(application, certificate)
      ? []
      : [addCertificate(application, certificate, named)]),
  ];
}

function createApplication(
  form: ApplicationForm,
  { certificate }: RegistrationWishes,
  named: Named,
): CreateApplicationChange {
  return {
    kind: "create-application",
    target: named,
    summary: `create the app registration ${named.name}`,
    before: null,
    after: { ...form, tags: [MARK], certificate: certificate === null ? null : noteOf(certificate) },
    reversible: true,
  };
}

function createServicePrincipal(named: Named): CreateServicePrincipalChange {
  return {
    kind: "create-service-principal",
    target: named,
    summary: `create the service principal of ${named.name}`,
    before: null,
    after: { accountEnabled: true },
    reversible: true,
  };
}

function addCertificate(application: Application, certificate: CertificateWish, named: Named): AddCertificateChange {
  return {
    kind: "add-certificate",
    target: { ...named, applicationId: application.id },
    summary: `add a certificate to ${named.name}`,
    before: { certificates: application.keys.map(({ identifier }) => identifier) },
    after: { certificate: noteOf(certificate) },
    reversible: true,
  };
}

function addFederatedCredential(
  credential: AddFederatedCredentialChange["after"],
  named: Named,
): AddFederatedCredentialChange {
  const { issuer, subject, audiences } = credential;
  return {
    kind: "add-federated-credential",
    target: named,
    summary: `let ${named.name} be signed in by tokens for ${subject}`,
    before: null,
    after: { name: credential.name, issuer, subject, audiences },
    reversible: true,
  };
}

function noteOf({ file, thumbprint, days }: CertificateWish): CertificateNote {
  return { file, thumbprint, days };
}

/** By the certificate itself; by its thumbprint where the service did not give it. */
export function hasCertificate({ keys }: Application, { der, thumbprint }: CertificateWish): boolean {
  if (der === null || thumbprint === null) return false;
  return keys.some((key) => (key.der === null ? key.identifier.toUpperCase() === thumbprint : key.der === der));
}

/** @throws {GuardError} when the issuer and subject are there for another audience: one of a kind is all that Entra ID takes */
function isTrusted({ federated }: RegistrationFacts, { federated: wanted, name }: RegistrationWishes): boolean {
  const same = federated.find(({ issuer, subject }) => issuer === wanted?.issuer && subject === wanted.subject);
  if (same === undefined || isDeepStrictEqual(same.audiences, wanted?.audiences)) return same !== undefined;
  throw new GuardError(
    `${name} trusts ${same.subject} already, but for the audience ${same.audiences.join(", ")} (credential ${same.name}).`,
    {
      code: "other-audience",
      remedy: "Remove that federated credential in the Entra admin center > App registrations, then run this again.",
    },
  );
}

function refuseUnproven(facts: RegistrationFacts, { kind, certificate, federated, name }: RegistrationWishes): void {
  const isProven =
    certificate !== null || federated !== null || facts.federated.length + (facts.application?.keys.length ?? 0) > 0;
  if (kind === "delegated" || isProven) return;
  throw new UsageError(`${name} is to sign in by itself, and would have nothing to prove itself with.`, {
    code: "credential-missing",
    remedy:
      "Add --credential certificate:FILE, or trust another issuer: --credential github:OWNER/REPO:environment:NAME",
  });
}

/** People's sign-ins and an application's are two things: one would silently stop working. */
function refuseOtherKind(present: ApplicationForm, { kind, name }: RegistrationWishes): void {
  const types = new Set(present.requiredResourceAccess.flatMap((one) => one.resourceAccess.map(({ type }) => type)));
  if (types.size !== 1 || types.has(kind === "delegated" ? "Scope" : "Role")) return;
  throw new GuardError(
    kind === "delegated"
      ? `${name} is registered to sign in by itself, not for people.`
      : `${name} is registered for people, not to sign in by itself.`,
    {
      code: "other-kind",
      remedy: "Give the other one a name of its own with --name, or take this one back with --remove.",
    },
  );
}
