// From where. Source: "Conditional Access: Network assignment" (conditions, network).
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Policy } from "../tenant/policies.js";
import { isInRanges, isIPv4 } from "./binding-addresses.js";
import { type Answer, lower, no, perhaps, some, unless, yes } from "./binding-answer.js";
import type { SignInFacts } from "./subject.js";

/** Every known address must give the same answer: from which of them the next sign-in comes nobody can tell. */
export function isForPlace({ conditions: { locations } }: Policy, facts: SignInFacts): Answer {
  if (locations === null || locations === undefined) return yes("it applies everywhere");
  const included = lower(locations.includeLocations);
  const excluded = lower(locations.excludeLocations);
  // Perhaps only how a condition is told that nobody has set.
  if (included.length === 0 && excluded.length === 0)
    return perhaps("it names no place, neither to apply at nor to leave out");
  if (included.length === 0) return no("it applies at no place");
  if (excluded.includes("all")) return no("it excludes every place");
  if (included.includes("all") && excluded.length === 0) return yes("it applies everywhere");
  const { addresses } = facts;
  if (addresses.state === "unknown" || addresses.value.length === 0)
    return perhaps("it depends on the address from which the server signs in, which is not known");
  const answers = addresses.value.map((address) =>
    unless(
      some(
        included.map((id) => isAt(id, address, facts.locations)),
        no(`it does not apply at ${address}, from where the server signs in`),
      ),
      some(
        excluded.map((id) => isAt(id, address, facts.locations)),
        ELSEWHERE,
      ),
    ),
  );
  const [first = ELSEWHERE] = answers;
  if (answers.every(({ is }) => is === first.is)) return first;
  return (
    answers.find(({ is }) => is === "unknown") ??
    perhaps(`it depends on which of its addresses the server signs in from (${addresses.value.join(", ")})`)
  );
}

const ELSEWHERE = no("");

/** The trusted IPs of multifactor authentication's own settings, as policies name them. */
const MFA_TRUSTED_IPS = "00000000-0000-0000-0000-000000000000";

/** A "no" has no reason of its own here: the place is simply another one. */
function isAt(id: string, address: string, locations: SignInFacts["locations"]): Answer {
  if (id === "all") return yes("it applies everywhere");
  if (id === MFA_TRUSTED_IPS) return isTrustedByMfa(address);
  if (locations.state === "unknown")
    return perhaps(`it depends on the place of ${address}, and the named locations could not be read`);
  if (id === "alltrusted")
    return some(
      [
        ...locations.value.filter(({ isTrusted }) => isTrusted).map((one) => isIn(one, address)),
        isTrustedByMfa(address),
      ],
      ELSEWHERE,
    );
  const location = locations.value.find((one) => one.id.toLowerCase() === id);
  return location === undefined
    ? perhaps("it names a place that is not among the named locations")
    : isIn(location, address);
}

function isIn({ kind, displayName, ipRanges }: NamedLocation, address: string): Answer {
  if (kind === "country") return perhaps(`it depends on the country that Microsoft sees ${address} in`);
  const is = kind === "ip" && ipRanges !== null ? isInRanges(address, ipRanges) : "unknown";
  if (is === "yes") return yes(`"${displayName}" is a place of it, and the server signs in from there (${address})`);
  return is === "no" ? ELSEWHERE : perhaps(`whether ${address} is at "${displayName}" cannot be told`);
}

/** They belong to all trusted places ("All trusted networks and locations"), hold IPv4 only, and Graph does not tell them. */
function isTrustedByMfa(address: string): Answer {
  if (!isIPv4(address)) return ELSEWHERE;
  return perhaps(
    `whether ${address} is one of the trusted IPs of multifactor authentication, Microsoft Graph does not tell`,
  );
}
