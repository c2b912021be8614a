// What a registration has that this program did not put there. It is left alone, and said; rights are not added to it.
import { GuardError } from "../shapes/errors.js";
import type { RegistrationChange } from "../shapes/registration-change.js";
import { exceedingConsent } from "./consent.js";
import { hasCertificate } from "./plan.js";
import type { RegistrationFacts, RegistrationWishes } from "./registration-facts.js";

/** What Entra ID puts into a registration for one tenant only, as those made here are. */
const OWN_TENANT = "AzureADMyOrg";

/** Proofs that others may have: whoever has one can act as the application. */
function foreignCredentials(facts: RegistrationFacts, wishes: RegistrationWishes): readonly string[] {
  const { application, federated, servicePrincipal } = facts;
  if (application === null) return [];
  const { certificate, federated: trusted } = wishes;
  return [
    ...application.secrets.map((name) => `the client secret "${name}"`),
    ...application.keys
      .filter((key) => certificate === null || !hasCertificate({ ...application, keys: [key] }, certificate))
      .map(({ displayName, identifier }) => `the certificate ${identifier} "${displayName}"`),
    ...federated
      .filter(({ issuer, subject }) => issuer !== trusted?.issuer || subject !== trusted.subject)
      .map(({ issuer, subject }) => `tokens of ${issuer} for ${subject}`),
    ...(servicePrincipal?.secrets ?? []).map((name) => `the client secret "${name}" of its service principal`),
    ...(servicePrincipal?.certificates ?? []).map((name) => `the certificate "${name}" of its service principal`),
  ];
}

/** Who can add a proof a second later; the operator may own it without a word. */
function foreignOwners({ owners, principalOwners }: RegistrationFacts, operatorId: string): readonly string[] {
  const all = [owners, principalOwners].flatMap((fact) => (fact.state === "known" ? fact.value : []));
  return [...new Set(all.filter(({ id }) => id !== operatorId).map(({ name }) => name))];
}

function unreadOwners({ owners, principalOwners }: RegistrationFacts): string | null {
  const unread = [owners, principalOwners].find((fact) => fact.state === "unknown");
  return unread?.state === "unknown" ? unread.reason : null;
}

/** Where people's sign-ins would go besides, and whose people: of no matter to an application that signs in by itself. */
function foreignSettings({ application }: RegistrationFacts, { kind }: RegistrationWishes): readonly string[] {
  if (application === null || kind === "app-only") return [];
  const { otherRedirectUris, signInAudience } = application;
  return [
    ...(otherRedirectUris.length === 0 ? [] : [`it sends sign-ins to ${otherRedirectUris.join(", ")}, too`]),
    ...(signInAudience === OWN_TENANT ? [] : [`it lets in people of other tenants (${signInAudience})`]),
  ];
}

/**
 * Why nobody should consent to this registration as it is: through it others would get what is consented to.
 * @returns a sentence's end; null where nothing speaks against it
 */
export function againstConsent(
  facts: RegistrationFacts,
  wishes: RegistrationWishes,
  operatorId: string,
): string | null {
  const { application } = facts;
  if (application === null) return null;
  const credentials = foreignCredentials(facts, wishes);
  const owners = foreignOwners(facts, operatorId);
  const unread = unreadOwners(facts);
  const reasons = [
    ...(credentials.length === 0
      ? []
      : [`it can be signed in by what this run does not know: ${credentials.join(", ")}`]),
    ...(owners.length === 0 ? [] : [`others own it, and can add credentials to it: ${owners.join(", ")}`]),
    ...(unread === null ? [] : [`who owns it could not be told: ${unread.replace(/\.$/, "")}`]),
    ...foreignSettings(facts, wishes),
  ];
  return reasons.length === 0 ? null : reasons.join("; ");
}

/**
 * Anybody who may register applications can make one that looks like ours, and wait until an administrator consents to
 * what it is given here: with a key of their own, as an owner who adds one later, or with an address that gets sign-ins.
 * @throws {GuardError} when such a registration would be given rights
 */
export function guardStrangers(
  plan: readonly RegistrationChange[],
  facts: RegistrationFacts,
  wishes: RegistrationWishes,
  operatorId: string,
): void {
  const reason = againstConsent(facts, wishes, operatorId);
  if (reason === null || !plan.some(({ kind }) => kind === "grant-app-role" || kind === "grant-scopes")) return;
  const hasCredentials = foreignCredentials(facts, wishes).length > 0;
  throw new GuardError(`${wishes.name} would be given rights, but ${reason}.`, {
    code: hasCredentials ? "foreign-credentials" : "not-ours-alone",
    remedy: [
      ...(hasCredentials && wishes.kind === "app-only" ? ["Name the credential that you know with --credential."] : []),
      "If the registration is yours, remove what is foreign to it in the Entra admin center > App registrations (Owners, Certificates & secrets, Authentication) and > Enterprise applications (Owners); whoever owns it can run this, too. If it is not, choose another name with --name.",
    ].join(" "),
  });
}

/** Sentences for the plan. @param operatorId whoever is at work may own the registration without a word */
export function strangerWarnings(
  facts: RegistrationFacts,
  wishes: RegistrationWishes,
  operatorId: string,
): readonly string[] {
  const { application, servicePrincipal } = facts;
  if (application === null) return [];
  const foreign = foreignCredentials(facts, wishes);
  const others = foreignOwners(facts, operatorId);
  const unread = unreadOwners(facts);
  const exceeding = wishes.grant ? [] : exceedingConsent(facts, wishes.permissions);
  return [
    ...(foreign.length === 0
      ? []
      : [`The registration can also be signed in by ${foreign.join(", ")}: left alone; whoever has it can act as it.`]),
    ...(others.length === 0
      ? []
      : [`These own the registration, too, and can add credentials to it: ${others.join(", ")}.`]),
    ...(unread === null ? [] : [`Who owns the registration could not be told: ${unread}`]),
    ...(application.otherRedirectUris.length === 0
      ? []
      : [
          `Sign-ins are also sent to ${application.otherRedirectUris.join(", ")}: left alone; nothing here needs that.`,
        ]),
    ...(servicePrincipal?.enabled === false
      ? ["Somebody has turned off sign-in for its service principal (Enterprise applications > Properties)."]
      : []),
    ...(exceeding.length === 0
      ? []
      : [
          `More is consented to than the registration asks for: ${exceeding.join(", ")}. With --grant that is taken back.`,
        ]),
  ];
}
