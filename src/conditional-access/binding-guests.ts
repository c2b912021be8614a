// Guests and other external users. Source: "Conditional Access: Users, groups, agents, and workload identities", guest or
// external users; "Properties of a Microsoft Entra B2B collaboration user".
import type { Policy } from "../tenant/policies.js";
import { type Answer, flagsOf, lower, no, perhaps, yes } from "./binding-answer.js";
import type { UserSubject } from "./subject.js";

type Guests = NonNullable<Policy["conditions"]["users"]>["includeGuestsOrExternalUsers"];

interface Side {
  readonly users: readonly string[];
  readonly guests: Guests;
}

/** What an account may be; null: a member of this tenant. Whoever has no account here is of no other type than these. */
type Kind = "internalguest" | "b2bcollaborationguest" | "b2bcollaborationmember" | null;

/** @param found what is answered where the account is one of those */
export function guestsAmong(side: Side, subject: UserSubject, found: Answer, does: string): Answer {
  const asked = lower(side.users).includes("guestsorexternalusers") || (side.guests ?? null) !== null;
  if (!asked) return NOT;
  const answers = kindsOf(subject).map((kind) => isAmong(side, kind));
  const first = answers[0] ?? NOT;
  if (answers.some(({ is }) => is !== first.is))
    return perhaps(`it ${does} guests, and whether the account is one is not known`);
  if (first.is === "unknown") return perhaps(`it ${does} ${first.because}`);
  return first.is === "yes" ? found : NOT;
}

const NOT = no("");

function isAmong({ users, guests }: Side, kind: Kind): Answer {
  if (kind !== null && lower(users).includes("guestsorexternalusers")) return yes("");
  const types = flagsOf(guests?.guestOrExternalUserTypes);
  const strange = types.find((type) => !TYPES.has(type));
  if (kind === null || !types.includes(kind))
    return strange === undefined ? NOT : perhaps(`guests of the type "${strange}", which this version does not know`);
  const tenants = guests?.externalTenants?.membershipKind;
  if (tenants === null || tenants === undefined || tenants === "all") return yes("");
  return perhaps("guests of certain tenants, and of which tenant the account is is not known");
}

const TYPES: ReadonlySet<string> = new Set([
  ...["internalguest", "b2bcollaborationguest", "b2bcollaborationmember", "b2bdirectconnectuser"],
  ...["otherexternaluser", "serviceprovider"],
]);

/**
 * All that the account may be, as far as its type and its name tell. `#EXT#` is in the names of those who sign in elsewhere,
 * unless somebody renamed them; that a member who synchronises is of another tenant without it is not thought of.
 */
function kindsOf({ guest, name, userId }: UserSubject): readonly Kind[] {
  // Who is still to be made by the wizard, or by this program, will be a member.
  if (userId === null) return [null];
  const external = /#ext#/iu.test(name);
  const asGuest: readonly Kind[] = external ? ["b2bcollaborationguest"] : ["b2bcollaborationguest", "internalguest"];
  const asMember: readonly Kind[] = external ? ["b2bcollaborationmember"] : [null];
  if (guest === null) return [...asGuest, ...asMember];
  return guest ? asGuest : asMember;
}
