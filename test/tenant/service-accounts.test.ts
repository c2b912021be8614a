import { expect, test } from "vitest";
import { observe } from "../../src/tenant/observe.js";
import { type Policy, policyIn } from "../../src/tenant/policies.js";
import { readServiceAccounts } from "../../src/tenant/service-accounts.js";
import { type Canned, cannedService, forbidden, json, notFound } from "./canned-service.js";

const ASSIGNMENTS = "/v1.0/roleManagement/directory/roleAssignments";
const WIZARD_ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";

const policy = (displayName: string, excludeUsers: readonly string[]): Policy => {
  const read = policyIn({
    id: displayName,
    displayName,
    state: "enabled",
    conditions: { users: { excludeUsers: [...excludeUsers] } },
  });
  if (read === undefined) throw new Error("That is no policy");
  return read;
};
const holder = (principalId: string, type = "#microsoft.graph.user") => ({
  principalId,
  directoryScopeId: "/",
  principal: { "@odata.type": type },
});
const mark = (purpose: string | null = "service-account") =>
  json({ id: "com.aadc-cloud", purpose, created: "2026-11-01T00:00:00Z" });

interface Tenant {
  readonly holders?: readonly unknown[];
  readonly marks?: Readonly<Record<string, Canned>>;
  readonly signIn?: Canned;
  readonly user?: Canned;
}

function tenant({ holders = [], marks = {}, signIn = forbidden, user }: Tenant) {
  return cannedService(({ address }) => {
    const [path = "", parameters = ""] = address.split("?");
    if (path === ASSIGNMENTS) return json({ value: holders });
    const id = path.split("/")[3] ?? "";
    if (path.endsWith("/extensions/com.aadc-cloud")) return marks[id] ?? notFound;
    if (parameters.includes("signInActivity")) return signIn;
    return user ?? json({ id, userPrincipalName: `${id}@contoso.com`, accountEnabled: true });
  });
}

test("who has the mark, among the role's holders and the excluded", async () => {
  const { client, sent } = tenant({
    holders: [
      holder("a"),
      holder("b"),
      holder("g", "#microsoft.graph.group"),
      { ...holder("s"), directoryScopeId: "/administrativeUnits/1" },
    ],
    marks: { a: mark(), c: mark() },
    signIn: json({ id: "x", signInActivity: { lastSignInDateTime: "2026-11-20T00:00:00Z" } }),
  });
  const { value } = await readServiceAccounts(client, [
    policy("MFA", ["c", "a"]),
    policy("Block", ["c", "GuestsOrExternalUsers"]),
  ]);
  const common = { enabled: true, lastSignIn: "2026-11-20T00:00:00Z", markedAt: "2026-11-01T00:00:00Z" };
  expect(value).toEqual({
    accounts: [
      {
        ...common,
        id: "a",
        userPrincipalName: "a@contoso.com",
        roles: ["Hybrid Identity Administrator"],
        excludedFrom: ["MFA"],
      },
      { ...common, id: "c", userPrincipalName: "c@contoso.com", roles: [], excludedFrom: ["MFA", "Block"] },
    ],
    notLookedAt: 0,
  });
  expect(sent[0]?.address).toBe(`${ASSIGNMENTS}?$filter=roleDefinitionId eq '${WIZARD_ROLE}'&$expand=principal`);
  expect(
    sent.filter(({ address }) => address.includes("/extensions/")).map(({ address }) => address.split("/")[3]),
  ).toEqual(["a", "b", "c"]);
});

test("a sync account's mark of its exclusion makes it none", async () => {
  const { client } = tenant({ marks: { c: mark(null) } });
  expect((await readServiceAccounts(client, [policy("MFA", ["c"])])).value.accounts).toEqual([]);
});

test("without the licence for sign-ins the account is known all the same", async () => {
  const { client } = tenant({ holders: [holder("a")], marks: { a: mark() } });
  expect((await readServiceAccounts(client, [])).value.accounts).toMatchObject([{ id: "a", lastSignIn: null }]);
});

test("an account that was deleted meanwhile is left out", async () => {
  const { client } = tenant({ holders: [holder("a")], marks: { a: mark() }, user: notFound });
  expect((await readServiceAccounts(client, [])).value.accounts).toEqual([]);
});

test("of many, twenty are looked at, and sign-ins of five; how many were not is told", async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `u-${index}`);
  const { client, sent } = tenant({
    holders: ids.map((id) => holder(id)),
    marks: Object.fromEntries(ids.map((id) => [id, mark()])),
  });
  const { value } = await readServiceAccounts(client, []);
  expect(value.accounts).toHaveLength(20);
  expect(value.notLookedAt).toBe(10);
  expect(sent.filter(({ address }) => address.includes("signInActivity"))).toHaveLength(5);
});

test.each([
  ["the role's holders are refused", { holders: [{ principalId: 1 }] }],
  ["a mark is refused", { holders: [holder("a")], marks: { a: forbidden } }],
  ["an account is refused", { holders: [holder("a")], marks: { a: mark() }, user: forbidden }],
] satisfies readonly (readonly [string, Tenant])[])("not known, never none: %s", async (_what, world) => {
  expect((await observe(readServiceAccounts(tenant(world).client, []))).state).toBe("unknown");
});
