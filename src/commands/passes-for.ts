// For whom this program issues a pass, and by which line.
import { DEFAULT_NAME } from "../accounts/setup-wishes.js";
import type { PassFor } from "../conditional-access/better-pass.js";
import { setupFor, type UsualAccount } from "../conditional-access/service-account-lines.js";
import type { FoundSubject } from "./found-subject.js";

interface InTenant {
  readonly initialDomain: string;
}

export function usualAccount({ initialDomain }: InTenant): UsualAccount {
  return { name: DEFAULT_NAME, domain: initialDomain };
}

export function passesFor(tenant: InTenant): (one: Pick<FoundSubject, "subject" | "is">) => PassFor {
  return ({ subject: { name }, is }) => ({
    name,
    setup: is === "service-account" ? setupFor(name, usualAccount(tenant)) : null,
  });
}
