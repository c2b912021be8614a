// Provisioning errors, page by page: counted by cause, the first kept, all of them known again.
import { describe, expect, test } from "vitest";
import { fingerprintOfError, fingerprintsIn } from "../../src/shapes/fingerprints.js";
import { readProvisioningErrors } from "../../src/tenant/provisioning-errors.js";
import { type Canned, cannedService, forbidden, json, SERVICE_TIME } from "./canned-service.js";

const GRAPH = "https://graph.microsoft.com";
const LISTS = ["users", "groups", "contacts"] as const;

const error = (value: string, property = "ProxyAddress") => ({
  category: "PropertyConflict",
  occurredDateTime: "2026-11-20T08:00:00Z",
  propertyCausingError: property,
  value,
});

type Answers = Readonly<Partial<Record<(typeof LISTS)[number], readonly Canned[]>>>;

/** Each list with its pages, one after the other; without any, it is empty. */
function serving(answers: Answers) {
  return cannedService(({ address }) => {
    const list = LISTS.find((name) => address.startsWith(`/v1.0/${name}`)) ?? "users";
    const page = Number(/skiptoken=(\d+)/.exec(address)?.[1] ?? 0);
    const pages = answers[list] ?? [json({ value: [] })];
    const canned = pages[page];
    if (canned?.body === undefined || canned.status !== undefined || page + 1 >= pages.length) return canned;
    const next = { "@odata.nextLink": `${GRAPH}/v1.0/${list}?$skiptoken=${page + 1}` };
    return { body: { ...(canned.body as object), ...next } };
  });
}

const errorsIn = async (answers: Answers, before?: string) => {
  const fact = await readProvisioningErrors(serving(answers).client, before);
  if (fact.state !== "known") throw new Error(fact.reason);
  return fact.value;
};

const user = (number: number, ...errors: readonly object[]) => ({
  id: `u-${number}`,
  displayName: `User ${number}`,
  userPrincipalName: `user${number}@contoso.com`,
  onPremisesProvisioningErrors: errors,
});

describe("what is asked", () => {
  test("objects of each kind that have a conflict, with the errors, as many at once as Graph gives", async () => {
    const { client, sent } = serving({});
    await readProvisioningErrors(client);
    expect(sent.map(({ method, address }) => `${method} ${address}`).sort()).toEqual(
      [
        ["contacts", "id,displayName,mail"],
        ["groups", "id,displayName,mail"],
        ["users", "id,userPrincipalName,displayName"],
      ].map(
        ([list, names]) =>
          `GET /v1.0/${list}?$filter=onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')&$select=${names},onPremisesProvisioningErrors&$top=999`,
      ),
    );
  });
});

describe("what is told", () => {
  test("all pages of all kinds count, by cause, the most frequent first", async () => {
    const errors = await errorsIn({
      users: [
        json({ value: [user(1, error("a"), error("b", "UserPrincipalName")), user(2, error("c"))] }),
        json({ value: [] }),
        json({ value: [user(3, error("d"))] }),
      ],
      groups: [json({ value: [{ id: "g-1", displayName: "Sales", onPremisesProvisioningErrors: [error("e")] }] })],
      contacts: [json({ value: [{ id: "c-1", mail: "x@y.z", onPremisesProvisioningErrors: [error("f")] }] })],
    });
    expect(errors.total).toBe(6);
    expect(errors.causes).toEqual([
      { objectType: "user", category: "PropertyConflict", property: "ProxyAddress", count: 3 },
      { objectType: "user", category: "PropertyConflict", property: "UserPrincipalName", count: 1 },
      { objectType: "group", category: "PropertyConflict", property: "ProxyAddress", count: 1 },
      { objectType: "contact", category: "PropertyConflict", property: "ProxyAddress", count: 1 },
    ]);
    expect(errors.first.map(({ name }) => name)).toEqual([
      ...["user1@contoso.com", "user1@contoso.com", "user2@contoso.com", "user3@contoso.com"],
      ...["Sales", "x@y.z"],
    ]);
    expect(errors.first[0]).toEqual({
      objectId: "u-1",
      objectType: "user",
      name: "user1@contoso.com",
      category: "PropertyConflict",
      property: "ProxyAddress",
      value: "a",
      since: "2026-11-20T08:00:00Z",
    });
    expect(fingerprintsIn(errors.fingerprints).size).toBe(6);
    expect(errors.unread).toEqual([]);
  });

  test("none is none, as of the service's time", async () => {
    expect(await readProvisioningErrors(serving({}).client)).toEqual({
      state: "known",
      value: { total: 0, causes: [], first: [], fingerprints: "", unread: [] },
      source: { request: "GET /v1.0/users", at: SERVICE_TIME },
    });
  });

  test("of many the first hundred are kept, and all are known again", async () => {
    const many = Array.from({ length: 250 }, (_, number) => user(number, error(`smtp:${number}`)));
    const errors = await errorsIn({ users: [json({ value: many })] });
    expect(errors.total).toBe(250);
    expect(errors.first.map(({ objectId }) => objectId)).toEqual(many.slice(0, 100).map(({ id }) => id));
    const found = fingerprintsIn(errors.fingerprints);
    for (const { id } of many) {
      const value = `smtp:${id.slice(2)}`;
      expect(found.has(fingerprintOfError({ objectId: id, property: "ProxyAddress", value }))).toBe(true);
    }
  });

  test("what is new since an earlier snapshot is kept before what was there", async () => {
    const many = Array.from({ length: 250 }, (_, number) => user(number, error(`smtp:${number}`)));
    const before = await errorsIn({ users: [json({ value: many.slice(0, 247) })] });
    const group = { id: "g-1", displayName: "Sales", onPremisesProvisioningErrors: [error("e")] };
    const now = await errorsIn(
      { users: [json({ value: many })], groups: [json({ value: [group] })] },
      before.fingerprints,
    );
    expect(now.first.map(({ objectId }) => objectId)).toEqual([
      ...["u-247", "u-248", "u-249", "g-1"],
      ...many.slice(0, 96).map(({ id }) => id),
    ]);
  });

  test("a service that names a cause of its own for each error makes no endless list", async () => {
    const many = Array.from({ length: 300 }, (_, number) => user(number, error("x", `Property${number}`)));
    const { causes, total } = await errorsIn({ users: [json({ value: many })] });
    expect(causes).toHaveLength(101);
    expect(causes[0]).toEqual({ objectType: "user", category: "", property: "", count: 200 });
    expect(causes.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  });

  test("what Graph leaves out of an error is empty, and the error counts", async () => {
    const errors = await errorsIn({ users: [json({ value: [user(1, {}, { category: null, value: null })] })] });
    expect(errors.total).toBe(2);
    expect(errors.first[0]).toMatchObject({ category: "", property: "", value: "", since: null });
  });
});

describe("what is not told is not none", () => {
  test("one kind that is refused is named, the others count", async () => {
    const errors = await errorsIn({ users: [json({ value: [user(1, error("a"))] })], contacts: [forbidden] });
    expect(errors).toMatchObject({ total: 1, unread: [{ objectType: "contact" }] });
    expect(errors.unread[0]?.remedy).toContain("OrgContact.Read.All");
  });

  test("of a kind that broke off half-way nothing counts", async () => {
    const broken: Canned = {
      status: 400,
      body: { error: { code: "Directory_ExpiredPageToken", message: "Expired." } },
    };
    const errors = await errorsIn({ users: [json({ value: [user(1, error("a"))] }), broken] });
    expect(errors).toMatchObject({ total: 0, first: [], fingerprints: "", unread: [{ objectType: "user" }] });
  });

  test("all refused is unknown", async () => {
    const fact = await readProvisioningErrors(
      serving({ users: [forbidden], groups: [forbidden], contacts: [forbidden] }).client,
    );
    expect(fact).toMatchObject({ state: "unknown" });
    expect(JSON.stringify(fact)).toContain("User.Read.All");
  });

  test.each([
    ["no errors beside an object that has some", { value: [{ id: "u-1", userPrincipalName: "a@b.c" }] }],
    ["errors null", { value: [{ id: "u-1", onPremisesProvisioningErrors: null }] }],
    ["an object without id", { value: [{ onPremisesProvisioningErrors: [] }] }],
    ["errors that are a text", { value: [{ id: "u-1", onPremisesProvisioningErrors: "none" }] }],
    ["no list", {}],
    ["nothing", null],
  ])("%s", async (_what, body) => {
    expect((await errorsIn({ users: [json(body)] })).unread).toMatchObject([{ objectType: "user" }]);
  });

  test("a fault that is none of the tenant's is thrown on", async () => {
    const fault = new TypeError("ours");
    await expect(readProvisioningErrors(serving({ groups: [{ throws: fault }] }).client)).rejects.toBe(fault);
  });
});
