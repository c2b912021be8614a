// What a registration has that this program did not put there. It is left alone, and said; rights are not added to it.
import { GuardError } from "../shapes/errors.js";
import type { RegistrationChange } from "../shapes/registration-change.js";
import { exceedingConsent } from "./consent.js";
import { hasCertificate } from "./plan.js";
import type { RegistrationFacts, RegistrationWishes } from "./registration-facts.js";

/** Proofs that others may have: whoever has one can act as the application. */
function foreignCredentials(facts: RegistrationFacts, wishes: RegistrationWishes): readonly string[] {
  const { application, federated } = facts;
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
  ];
}

/**
 * Anybody who may register applications can make one that looks like ours, with a key of their own, and wait until an
 * administrator consents to what it is given here.
 * @throws {GuardError} when an application with unknown proofs would be given rights of its own
 */
export function guardForeignCredentials(
  plan: readonly RegistrationChange[],
  facts: RegistrationFacts,
  wishes: RegistrationWishes,
): void {
  const foreign = foreignCredentials(facts, wishes);
  if (foreign.length === 0 || !plan.some(({ kind }) => kind === "grant-app-role")) return;
  throw new GuardError(
    `${wishes.name} would be given rights, and can be signed in by what this run does not know: ${foreign.join(", ")}.`,
    {
      code: "foreign-credentials",
      remedy:
        "Name the one that you know with --credential, and remove the others in the Entra admin center > App registrations > Certificates & secrets; or choose another name with --name.",
    },
  );
}

/** Sentences for the plan. @param operatorId whoever is at work may own the registration without a word */
export function strangerWarnings(
  facts: RegistrationFacts,
  wishes: RegistrationWishes,
  operatorId: string,
): readonly string[] {
  const { application, owners, servicePrincipal } = facts;
  if (application === null) return [];
  const foreign = foreignCredentials(facts, wishes);
  const others = owners.state === "known" ? owners.value.filter(({ id }) => id !== operatorId) : [];
  const exceeding = wishes.grant ? [] : exceedingConsent(facts, wishes.permissions);
  return [
    ...(foreign.length === 0
      ? []
      : [`The registration can also be signed in by ${foreign.join(", ")}: left alone; whoever has it can act as it.`]),
    ...(others.length === 0
      ? []
      : [
          `These own the registration, too, and can add credentials to it: ${others.map(({ name }) => name).join(", ")}.`,
        ]),
    ...(owners.state === "unknown" ? [`Who owns the registration could not be told: ${owners.reason}`] : []),
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
