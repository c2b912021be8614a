import { expect, test } from "vitest";
import { readNamedLocations } from "../../src/tenant/named-locations.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, cannedService, forbidden, json } from "./canned-service.js";

const ADDRESS = "/v1.0/identity/conditionalAccess/namedLocations";
const IP = {
  "@odata.type": "#microsoft.graph.ipNamedLocation",
  id: "l-1",
  displayName: "Head office",
  isTrusted: true,
  ipRanges: [
    { "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.0/24" },
    { "@odata.type": "#microsoft.graph.iPv6CidrRange", cidrAddress: "2001:db8::/48" },
  ],
};
const read = async (wire: unknown) =>
  (await readNamedLocations(answering({ [ADDRESS]: json({ value: [wire] }) }).client)).value[0];

test("ranges of addresses, and `whole` as Graph answered it", async () => {
  expect(await read(IP)).toEqual({
    id: "l-1",
    displayName: "Head office",
    kind: "ip",
    isTrusted: true,
    ipRanges: ["203.0.113.0/24", "2001:db8::/48"],
    whole: IP,
  });
});

test.each([
  [
    "countries",
    { "@odata.type": "#microsoft.graph.countryNamedLocation", isTrusted: null, ipRanges: null },
    "country",
    null,
  ],
  [
    "a kind that came later",
    { "@odata.type": "#microsoft.graph.compliantNetworkNamedLocation" },
    "other",
    ["203.0.113.0/24", "2001:db8::/48"],
  ],
  ["no kind", { "@odata.type": undefined }, "other", ["203.0.113.0/24", "2001:db8::/48"]],
  ["no ranges", { ipRanges: undefined }, "ip", null],
  ["ranges that are a text", { ipRanges: "203.0.113.0/24" }, "ip", null],
  [
    "one range in another form, so that the others are not all",
    { ipRanges: [...IP.ipRanges, { lowerAddress: "192.0.2.1", upperAddress: "192.0.2.9" }] },
    "ip",
    null,
  ],
])("%s", async (_what, change, kind, ipRanges) => {
  expect(await read({ ...IP, ...change })).toMatchObject({ id: "l-1", kind, ipRanges });
});

test("what is not told to be trusted is not", async () => {
  expect((await read({ ...IP, isTrusted: "yes" }))?.isTrusted).toBe(false);
  expect((await read({ ...IP, isTrusted: undefined }))?.isTrusted).toBe(false);
});

test("one request, as the lane allows one a second; refused, it names the permission", async () => {
  const { client, sent } = cannedService(() => json({ value: [IP] }));
  await readNamedLocations(client);
  expect(sent.map(({ method, address }) => `${method} ${address}`)).toEqual([`GET ${ADDRESS}`]);
  const refused = await observe(readNamedLocations(cannedService(() => forbidden).client));
  expect(JSON.stringify(refused)).toContain("Policy.Read.All");
});
