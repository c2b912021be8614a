import { describe, expect, test } from "vitest";
import { PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { observe } from "../../src/tenant/observe.js";
import { readLastPasswordSync, readOrganization, readTenantName } from "../../src/tenant/organization.js";
import { caught } from "../support/caught.js";
import { answering, cannedService, forbidden, json, SERVICE_TIME } from "./canned-service.js";

const WIRE = {
  id: "t-1",
  displayName: "Contoso",
  onPremisesSyncEnabled: true,
  onPremisesLastSyncDateTime: "2026-11-22T09:40:00Z",
  verifiedDomains: [
    { name: "contoso.com", isInitial: false, isDefault: true, type: "Federated", capabilities: "Email" },
    { name: "contoso.onmicrosoft.com", isInitial: true, isDefault: false, type: "Managed" },
  ],
  assignedPlans: [
    { servicePlanId: "enabled", capabilityStatus: "Enabled", service: "x" },
    { servicePlanId: "warning", capabilityStatus: "Warning" },
    { servicePlanId: "deleted", capabilityStatus: "Deleted" },
    { servicePlanId: "suspended", capabilityStatus: "Suspended" },
    { servicePlanId: "locked", capabilityStatus: "LockedOut" },
  ],
  somethingNew: { deep: true },
};
const read = (wire: unknown) => readOrganization(answering({ "/v1.0/organization": json({ value: [wire] }) }).client);

describe("the organization", () => {
  test("is read with the service's time; what is unknown to us is passed over", async () => {
    expect(await read(WIRE)).toEqual({
      value: {
        id: "t-1",
        displayName: "Contoso",
        initialDomain: "contoso.onmicrosoft.com",
        domains: [
          { name: "contoso.com", isInitial: false, type: "Federated" },
          { name: "contoso.onmicrosoft.com", isInitial: true, type: "Managed" },
        ],
        syncEnabled: true,
        lastSync: "2026-11-22T09:40:00Z",
        servicePlans: ["enabled", "warning"],
        servicePlansTold: true,
      },
      source: { request: "GET /v1.0/organization", at: SERVICE_TIME },
    });
  });

  test("asks for what it reads, by name", async () => {
    const { client, sent } = cannedService(() => json({ value: [WIRE] }));
    await readOrganization(client);
    expect(sent).toHaveLength(1);
    for (const name of ["onPremisesSyncEnabled", "onPremisesLastSyncDateTime", "verifiedDomains", "assignedPlans"])
      expect(sent[0]?.address).toContain(name);
  });

  test.each([true, false, null])(
    "tells synchronised, not any more and never apart: %s",
    async (onPremisesSyncEnabled) => {
      expect((await read({ ...WIRE, onPremisesSyncEnabled })).value.syncEnabled).toBe(onPremisesSyncEnabled);
    },
  );

  test("that never synchronised and has no name is a tenant, too", async () => {
    const { value } = await read({ ...WIRE, displayName: null, onPremisesLastSyncDateTime: null });
    expect(value).toMatchObject({ displayName: "", lastSync: null });
  });

  test.each([
    ["no synchronisation property", { ...WIRE, onPremisesSyncEnabled: undefined }, "unexpected-shape"],
    ["no time property", { ...WIRE, onPremisesLastSyncDateTime: undefined }, "unexpected-shape"],
    ["a text instead of a truth value", { ...WIRE, onPremisesSyncEnabled: "true" }, "unexpected-shape"],
    ["no initial domain", { ...WIRE, verifiedDomains: [] }, "no-organization"],
  ])("with %s is not guessed at", async (_what, wire, code) => {
    expect((await caught(ServiceError, read(wire))).code).toBe(code);
  });

  test("of which only the name may be read does not look as if it had never been synchronised", async () => {
    const withheld = { onPremisesSyncEnabled: null, onPremisesLastSyncDateTime: null, createdDateTime: null };
    for (const assignedPlans of [[], null]) {
      const error = await caught(PermissionError, read({ ...WIRE, ...withheld, assignedPlans }));
      expect(error.remedy).toContain("Organization.Read.All");
    }
    const { client } = answering({ "/v1.0/organization": json({ value: [{ ...WIRE, ...withheld }] }) });
    expect((await readTenantName(client)).value).toEqual({
      id: "t-1",
      displayName: "Contoso",
      initialDomain: "contoso.onmicrosoft.com",
    });
  });

  test("that is not answered is an error", async () => {
    const { client } = answering({ "/v1.0/organization": json({ value: [] }) });
    expect((await caught(ServiceError, readOrganization(client))).code).toBe("no-organization");
  });
});

describe("the last password synchronisation", () => {
  const beta = (canned: Parameters<typeof answering>[0][string]) =>
    observe(readLastPasswordSync(answering({ "/beta/organization": canned }).client));

  test.each(["2026-11-22T09:40:00Z", null])("is %s", async (onPremisesLastPasswordSyncDateTime) => {
    expect(await beta(json({ value: [{ id: "t-1", onPremisesLastPasswordSyncDateTime }] }))).toMatchObject({
      state: "known",
      value: onPremisesLastPasswordSyncDateTime,
    });
  });

  test.each([
    ["the beta property is missing", json({ value: [{ id: "t-1" }] })],
    ["the list is empty", json({ value: [] })],
    ["beta is refused", forbidden],
    ["beta fails", { status: 500 }],
  ])("is unknown when %s: absence is not `never`", async (_what, canned) => {
    expect((await beta(canned)).state).toBe("unknown");
  });
});
