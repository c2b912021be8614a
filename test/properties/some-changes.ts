// Changes of several kinds, as fast-check makes them: with every text that a tenant could hold.
import fc from "fast-check";
import type { Change, Json } from "../../src/shapes/change.js";
import type { PlanCore } from "../../src/shapes/plan.js";

const text = fc.string({ unit: "binary", maxLength: 12 });
const id = fc.uuid();
const name = fc.oneof(fc.constant("svc-adconnect@contoso.onmicrosoft.com"), text);

const common = { summary: text, reversible: fc.boolean() };

const assignment = fc.record({
  roleDefinitionId: id,
  roleName: text,
  directoryScopeId: fc.constant("/" as const),
  how: fc.constantFrom("direct", "active", "eligible"),
  duration: fc.option(fc.constantFrom("P14D", "PT8H", "P30D")),
});

export const someChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    ...common,
    kind: fc.constant("create-user" as const),
    target: fc.record({ userPrincipalName: name }),
    before: fc.constant(null),
    after: fc.record({
      displayName: text,
      mailNickname: text,
      accountEnabled: fc.constant(true as const),
      passwordPolicies: fc.constant("DisablePasswordExpiration" as const),
    }),
  }),
  fc.record({
    ...common,
    kind: fc.constant("set-account-enabled" as const),
    target: fc.record({ userPrincipalName: name, userId: id }),
    before: fc.record({ accountEnabled: fc.boolean() }),
    after: fc.record({ accountEnabled: fc.boolean() }),
  }),
  fc.record({
    ...common,
    kind: fc.constant("assign-role" as const),
    target: fc.record({ userPrincipalName: name, userId: fc.option(id) }),
    before: fc.constant(null),
    after: assignment,
  }),
  fc.record({
    ...common,
    kind: fc.constant("create-pass" as const),
    target: fc.record({ userPrincipalName: name, userId: fc.option(id) }),
    before: fc.constant(null),
    after: fc.record({ lifetimeInMinutes: fc.integer({ min: 10, max: 43_200 }) }),
  }),
  fc.record({
    ...common,
    kind: fc.constant("exclude-role" as const),
    target: fc.record({ policyId: id, policyName: text }),
    before: fc.record({ excludeRoles: fc.array(id, { maxLength: 3 }) }),
    after: fc.record({ excludeRoles: fc.array(id, { maxLength: 3 }) }),
  }),
);

export const somePlan: fc.Arbitrary<PlanCore> = fc.record({
  tenantId: id,
  command: fc.constantFrom("setup-svc-account", "mfa-exclusion add", "register-app"),
  subject: name,
  plan: fc.array(someChange, { maxLength: 4 }),
  wishes: fc.oneof(
    fc.record({ staleAfterMs: fc.nat(), activeServer: fc.option(text), servers: fc.array(text, { maxLength: 2 }) }),
    fc.record({ acceptTier0: fc.boolean(), credential: fc.record({ kind: fc.constant("certificate"), file: text }) }),
    fc.record({ name: text, passwordTo: fc.option(text) }),
  ),
  guardsOverridden: fc.subarray(["tier-0", "active-server"]),
});

/** Ways to every value below `value` that has no parts of its own, and to every empty object and list. */
export function leavesOf(
  value: Json,
  way: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [way];
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return parts.length === 0 ? [way] : parts.flatMap(([key, part]) => leavesOf(part as Json, [...way, key]));
}

/** The same value with another leaf at the end of the way. */
export function withOtherLeaf(value: Json, [key, ...rest]: readonly (string | number)[]): Json {
  if (key === undefined) return otherThan(value);
  if (Array.isArray(value)) return value.map((part: Json, index) => (index === key ? withOtherLeaf(part, rest) : part));
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Json>>).map(([name, part]) => [
      name,
      name === key ? withOtherLeaf(part, rest) : part,
    ]),
  );
}

function otherThan(value: Json): Json {
  if (typeof value === "string") return `${value}.`;
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  return value === null ? "" : null;
}

/** The same value with the keys of its objects the other way round. */
export function turnedRound(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((part: Json) => turnedRound(part));
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, turnedRound(part)]),
  );
}
