// What the service account is called, and in which domain.
import { GuardError, UsageError } from "../shapes/errors.js";
import type { VerifiedDomain } from "../tenant/organization.js";

/**
 * Characters that are safe in a user principal name and in a mail nickname alike; no dot at an end.
 * Source: learn.microsoft.com, "Password policies … userPrincipalName" and Graph's user resource (64 characters).
 */
const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;

/** The same page: 113 characters in all, 48 of them after the `@`. */
const LONGEST_DOMAIN = 48;

/** @throws {UsageError} for a name that Entra ID would refuse */
export function checkAccountName(name: string): void {
  if (NAME.test(name)) return;
  throw new UsageError(`"${name}" cannot be the name of an account.`, {
    code: "bad-account-name",
    remedy:
      "Use up to 64 letters, digits, dots, hyphens and underscores, beginning with a letter, a digit or an underscore, with no dot at the end; without a domain.",
  });
}

/** @throws {UsageError} for a name that Entra ID would refuse */
export function userPrincipalNameOf(name: string, domain: string): string {
  checkAccountName(name);
  return `${name}@${domain}`;
}

/**
 * The initial domain, or the one that was asked for. A federated one would make the account depend on what it is to repair.
 * Whether Active Directory's users come from a managed domain, Graph does not tell.
 * @param wanted null: none was asked for
 * @throws {UsageError} for a domain that is not the tenant's; {GuardError} for one that is not certainly managed
 */
export function accountDomain(domains: readonly VerifiedDomain[], wanted: string | null): VerifiedDomain {
  const domain = domains.find(({ name, isInitial }) =>
    wanted === null ? isInitial : name.toLowerCase() === wanted.toLowerCase(),
  );
  if (domain === undefined || domain.name.length > LONGEST_DOMAIN)
    throw new UsageError(
      `${wanted ?? "The initial domain"} is no verified domain of this tenant that an account can have.`,
      {
        code: "unknown-domain",
        remedy: `Leave --domain out, or name one of these: ${domains
          .filter(({ type }) => type === "Managed")
          .map(({ name }) => name)
          .join(", ")}.`,
      },
    );
  if (domain.type === "Managed" || domain.isInitial) return domain;
  const why =
    domain.type === null
      ? "Microsoft Graph does not say whether it is managed or federated"
      : domain.type === "Federated"
        ? "it is federated: whoever signs in there depends on the servers that the account is to set up"
        : `it is "${domain.type}", which this version does not know`;
  throw new GuardError(`The account is not put into ${domain.name}: ${why}.`, {
    code: "domain-unfit",
    remedy: "Leave --domain out: the initial domain always serves.",
  });
}
