import { expect, test } from "vitest";
import { readDomains } from "../../src/tenant/domains.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, cannedService, forbidden, json, SERVICE_TIME } from "./canned-service.js";

const WIRE = {
  id: "contoso.com",
  authenticationType: "Federated",
  isVerified: true,
  isDefault: true,
  isInitial: false,
  isRoot: true,
  supportedServices: ["Email"],
};
const read = (list: readonly unknown[]) =>
  observe(readDomains(answering({ "/v1.0/domains": json({ value: list }) }).client));

test("a domain tells how it signs in; what is unknown to us is passed over", async () => {
  const { id: name, authenticationType, isVerified, isDefault, isInitial } = WIRE;
  expect(await read([WIRE])).toEqual({
    state: "known",
    value: [{ name, authenticationType, isVerified, isDefault, isInitial }],
    source: { request: "GET /v1.0/domains", at: SERVICE_TIME },
  });
});

test("asks for what it reads, by name", async () => {
  const { client, sent } = cannedService(() => json({ value: [WIRE] }));
  await readDomains(client);
  expect(sent).toHaveLength(1);
  for (const name of ["id", "authenticationType", "isVerified", "isDefault", "isInitial"])
    expect(sent[0]?.address).toContain(name);
});

test("what Graph leaves out is not told, neither yes nor no", async () => {
  expect(await read([{ id: "contoso.com" }])).toMatchObject({
    value: [{ authenticationType: null, isVerified: null, isDefault: null, isInitial: null }],
  });
});

test("a tenant without any domain is none: the list is unknown", async () => {
  expect(await read([])).toMatchObject({ state: "unknown", remedy: expect.stringContaining("/domains") as string });
});

test("refused or misshapen, it is unknown", async () => {
  expect(await observe(readDomains(answering({ "/v1.0/domains": forbidden }).client))).toMatchObject({
    state: "unknown",
  });
  expect(await read([{ ...WIRE, id: 7 }])).toMatchObject({ state: "unknown" });
});
