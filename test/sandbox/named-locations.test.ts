import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DELETED, LOCATIONS, NOBODY, POLICIES, paced, policyBody, type Send } from "./conditional-access-bodies.js";
import { at, listAt, preparedFolder, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";

let sandbox: TestSandbox;
let now = Date.parse("2026-11-22T08:00:00Z");
let app: string;
let send: Send;

beforeAll(async () => {
  sandbox = await startTestSandbox({ dir: await preparedFolder(), wallClock: () => now });
  app = await sandbox.appToken();
  send = paced(sandbox, () => {
    now += 1000;
  });
});
afterAll(() => sandbox.close());

const IP = "#microsoft.graph.ipNamedLocation";
const COUNTRY = "#microsoft.graph.countryNamedLocation";
const v4 = (cidrAddress: string) => ({ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress });
const v6 = (cidrAddress: string) => ({ "@odata.type": "#microsoft.graph.iPv6CidrRange", cidrAddress });
const office = (more: object = {}) => ({
  "@odata.type": IP,
  displayName: "Office",
  isTrusted: true,
  ipRanges: [v4("203.0.113.0/24"), v6("2001:db8::/32")],
  ...more,
});
const countries = (more: object = {}) => ({
  "@odata.type": COUNTRY,
  displayName: "Home",
  countriesAndRegions: ["CH", "LI"],
  ...more,
});

const post = (json: unknown) => send(app, LOCATIONS, { method: "POST", json });
const patch = (id: string, json: unknown) => send(app, `${LOCATIONS}/${id}`, { method: "PATCH", json });
const remove = (path: string) => send(app, path, { method: "DELETE" });
const get = async (id: string) => (await send(app, `${LOCATIONS}/${id}`)).body;

async function create(json: unknown): Promise<string> {
  const answer = await post(json);
  expect([answer.status, at(answer.body, "error", "message")]).toEqual([201, undefined]);
  return textAt(answer.body, "id");
}

test("ranges and countries, with what was left out", async () => {
  const ip = await create(office({ isTrusted: undefined }));
  const home = await create(countries());
  expect(await get(ip)).toMatchObject({ "@odata.type": IP, isTrusted: false, ipRanges: office().ipRanges });
  const shown = await get(home);
  expect(shown).toMatchObject({ countryLookupMethod: "clientIpAddress", includeUnknownCountriesAndRegions: false });
  expect(shown).not.toHaveProperty("ipRanges");
  const listed = await send(app, `${LOCATIONS}?$filter=displayName eq 'home'&$select=id,displayName&$count=true`);
  expect(listed.body).toMatchObject({ "@odata.count": 1, value: [{ "@odata.type": COUNTRY, id: home }] });
});

test.each<[string, unknown]>([
  ["no type", { ...office(), "@odata.type": undefined }],
  ["the abstract type", { ...office(), "@odata.type": "#microsoft.graph.namedLocation" }],
  ["a type of a prototype", { ...office(), "@odata.type": "constructor" }],
  ["an unknown property", office({ colour: "red" })],
  ["a property of the other type", office({ countriesAndRegions: ["CH"] })],
  ["no name", office({ displayName: "" })],
  ["no ranges", office({ ipRanges: [] })],
  ["ranges that are none", office({ ipRanges: "203.0.113.0/24" })],
  ["a range without a type", office({ ipRanges: [{ cidrAddress: "203.0.113.0/24" }] })],
  ["an address without a prefix", office({ ipRanges: [v4("203.0.113.1")] })],
  ["an address of the other family", office({ ipRanges: [v4("2001:db8::/32")] })],
  ["half the internet", office({ ipRanges: [v4("128.0.0.0/1")] })],
  ["too many ranges", office({ ipRanges: Array.from({ length: 2001 }, () => v4("203.0.113.0/24")) })],
  ["no country code", countries({ countriesAndRegions: ["Switzerland"] })],
  ["another lookup", countries({ countryLookupMethod: "guess" })],
  ["no object", "Office"],
])("%s: 400", async (_what, body) => {
  const answer = await post(body);
  expect([answer.status, at(answer.body, "error", "code")]).toEqual([400, "BadRequest"]);
});

describe("changing", () => {
  test("lists are replaced as a whole, the rest stays; the type has to be said", async () => {
    const id = await create(office());
    const before = await get(id);
    expect((await patch(id, { isTrusted: false })).status).toBe(400);
    expect((await patch(id, countries())).status).toBe(400);
    const answer = await patch(id, { "@odata.type": IP, ipRanges: [v4("198.51.100.7/32")] });
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    expect(await get(id)).toEqual({
      ...(before as object),
      modifiedDateTime: new Date(now - 1000).toISOString(),
      ipRanges: [v4("198.51.100.7/32")],
    });
    expect((await patch(NOBODY, { "@odata.type": IP })).status).toBe(404);
  });

  test("through beta too", async () => {
    const beta = LOCATIONS.replace("v1.0", "beta");
    const created = await send(app, beta, { method: "POST", json: countries() });
    const path = `${beta}/${textAt(created.body, "id")}`;
    const json = { "@odata.type": COUNTRY, displayName: "Abroad" };
    expect((await send(app, path, { method: "PATCH", json })).status).toBe(204);
    expect(at((await send(app, path)).body, "displayName")).toBe("Abroad");
    expect(listAt((await send(app, beta)).body, "value").length).toBeGreaterThan(0);
    expect((await remove(path)).status).toBe(204);
  });
});

describe("deleting", () => {
  test("not while it is trusted", async () => {
    const id = await create(office());
    expect((await remove(`${LOCATIONS}/${id}`)).status).toBe(400);
    await patch(id, { "@odata.type": IP, isTrusted: false });
    expect((await remove(`${LOCATIONS}/${id}`)).status).toBe(204);
    expect((await send(app, `${LOCATIONS}/${id}`)).status).toBe(404);
  });

  test("not while a policy names it", async () => {
    const id = await create(countries());
    const conditions = { locations: { includeLocations: ["All"], excludeLocations: [id] } };
    const policy = await send(app, POLICIES, { method: "POST", json: policyBody({}, conditions) });
    expect((await remove(`${LOCATIONS}/${id}`)).status).toBe(400);
    await remove(`${POLICIES}/${textAt(policy.body, "id")}`);
    expect((await remove(`${LOCATIONS}/${id}`)).status).toBe(204);
  });

  test.each(["v1.0", "beta"])("%s: kept, restored, removed for good", async (version) => {
    const deleted = `${DELETED.replace("v1.0", version)}/namedLocations`;
    const id = await create(countries());
    await remove(`${LOCATIONS}/${id}`);
    const deletedDateTime = new Date(now).toISOString();
    const listed = listAt((await send(app, deleted)).body, "value").filter((one) => at(one, "id") === id);
    expect(listed).toMatchObject([{ "@odata.type": COUNTRY, deletedDateTime }]);
    expect(at((await send(app, `${deleted}/${id}`)).body, "deletedDateTime")).toBe(deletedDateTime);
    const restored = await send(app, `${deleted}/${id}/restore`, { method: "POST" });
    expect([restored.status, at(restored.body, "countriesAndRegions")]).toEqual([200, ["CH", "LI"]]);
    expect(await get(id)).toMatchObject({ displayName: "Home", deletedDateTime: null });
    await remove(`${LOCATIONS}/${id}`);
    expect((await remove(`${deleted}/${id}`)).status).toBe(204);
    expect((await send(app, `${deleted}/${id}/restore`, { method: "POST" })).status).toBe(404);
  });
});

test("locations share the budget of the policies", async () => {
  expect((await send(app, LOCATIONS)).status).toBe(200);
  expect((await sandbox.graph(app, POLICIES)).status).toBe(429);
});
