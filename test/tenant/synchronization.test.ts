import { describe, expect, test } from "vitest";
import type { ServiceClient } from "../../src/cloud/service-client.js";
import { observe } from "../../src/tenant/observe.js";
import { readLastExport, readSyncSettings } from "../../src/tenant/synchronization.js";
import { answering, type Canned, forbidden, json } from "./canned-service.js";

const V1 = "/v1.0/directory/onPremisesSynchronization";
const BETA = "/beta/directory/onPremisesSynchronization";
const both = (canned: Canned): ServiceClient => answering({ [V1]: canned, [BETA]: canned }).client;

const OBJECT = {
  id: "t-1",
  configuration: {
    anchorAttribute: "mS-DS-ConsistencyGuid",
    synchronizationClientVersion: "2.6.92.0",
    synchronizationInterval: "PT30M",
    accidentalDeletionPrevention: { synchronizationPreventionType: "enabledForCount", alertThreshold: 500 },
    currentExportData: {
      clientMachineName: "AADC-NEW",
      serviceAccount: "Sync_AADC-NEW_0123456789ab@contoso.onmicrosoft.com",
      pendingObjectsAddition: 0,
      pendingObjectsUpdate: 2,
      pendingObjectsDeletion: 1,
      successfulLinksProvisioningCount: 9_007_199_254_740_991,
    },
  },
  features: { passwordSyncEnabled: true, allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: false },
};

describe.each([
  ["a list, as the resource is declared", { "@odata.context": "x", value: [OBJECT] }],
  ["a single object, as the sample shows it", { "@odata.context": "x", ...OBJECT }],
])("%s", (_what, body) => {
  test("is taken for the settings", async () => {
    expect((await readSyncSettings(both(json(body)))).value).toEqual({
      passwordSyncEnabled: true,
      features: OBJECT.features,
      deletionPrevention: { type: "enabledForCount", threshold: 500 },
    });
  });

  test("is taken for the last export", async () => {
    expect((await readLastExport(both(json(body)))).value).toEqual({
      clientVersion: "2.6.92.0",
      interval: "PT30M",
      machineName: "AADC-NEW",
      serviceAccount: "Sync_AADC-NEW_0123456789ab@contoso.onmicrosoft.com",
      anchorAttribute: "mS-DS-ConsistencyGuid",
      pending: { additions: 0, updates: 2, deletions: 1 },
    });
  });
});

describe("a tenant without a synchronisation object", () => {
  test("is known to have none", async () => {
    expect((await readSyncSettings(both(json({ value: [] })))).value).toBeNull();
    expect((await readLastExport(both(json({ value: [] })))).value).toBeNull();
  });
});

describe("what is missing is null, never a value", () => {
  const nothing = {
    clientVersion: null,
    interval: null,
    machineName: null,
    serviceAccount: null,
    anchorAttribute: null,
    pending: null,
  };

  test.each([
    ["no configuration", {}],
    ["configuration null", { configuration: null }],
    ["no beta properties", { configuration: { accidentalDeletionPrevention: null } }],
    ["export data null", { configuration: { currentExportData: null } }],
    ["empty export data", { configuration: { currentExportData: {} } }],
    ["empty texts", { configuration: { anchorAttribute: "", currentExportData: { clientMachineName: "" } } }],
    [
      "nulls",
      { configuration: { synchronizationClientVersion: null, currentExportData: { clientMachineName: null } } },
    ],
  ])("%s", async (_what, object) => {
    expect((await readLastExport(both(json({ value: [{ id: "t-1", ...object }] })))).value).toEqual(nothing);
  });

  test("pending exports are told only when all three counts are", async () => {
    const { pendingObjectsDeletion: _gone, ...counts } = OBJECT.configuration.currentExportData;
    const configuration = { currentExportData: counts };
    expect((await readLastExport(both(json({ value: [{ id: "t-1", configuration }] })))).value?.pending).toBeNull();
  });

  test.each([
    ["missing", { features: {} }],
    ["null", { features: { passwordSyncEnabled: null } }],
  ])("a feature that is %s is neither on nor off", async (_what, object) => {
    expect((await readSyncSettings(both(json({ value: [{ id: "t-1", ...object }] })))).value).toEqual({
      passwordSyncEnabled: null,
      features: {},
      deletionPrevention: null,
    });
  });

  test("flags that nobody knows yet are kept, and what is no flag is left out", async () => {
    const features = { passwordSyncEnabled: false, somethingNewEnabled: true, other: null, text: "yes" };
    const { value } = await readSyncSettings(both(json({ value: [{ id: "t-1", features }] })));
    expect(value?.features).toEqual({ passwordSyncEnabled: false, somethingNewEnabled: true });
  });

  test("a threshold may be missing", async () => {
    const configuration = { accidentalDeletionPrevention: { synchronizationPreventionType: "disabled" } };
    const { value } = await readSyncSettings(both(json({ value: [{ id: "t-1", configuration, features: {} }] })));
    expect(value?.deletionPrevention).toEqual({ type: "disabled", threshold: null });
  });
});

describe("unknown, with the permission that is missing", () => {
  test.each([
    ["settings", readSyncSettings],
    ["last export", readLastExport],
  ])("%s", async (_what, read) => {
    const fact = await observe<unknown>(read(both(forbidden)));
    expect(fact).toMatchObject({ state: "unknown" });
    expect(JSON.stringify(fact)).toContain("OnPremDirectorySynchronization.Read.All");
    expect(JSON.stringify(fact)).toContain("Global Administrator");
  });

  test.each([
    ["a flag that is a text", { value: [{ id: "t-1", features: { passwordSyncEnabled: "yes" } }] }],
    ["no features", { value: [{ id: "t-1" }] }],
    ["a text", "hello"],
    ["null", null],
  ])("settings of another form are no settings: %s", async (_what, body) => {
    expect((await observe(readSyncSettings(both(json(body))))).state).toBe("unknown");
  });

  test.each(["hello", null, 5])("a last export of another form is none: %j", async (body) => {
    expect((await observe(readLastExport(both(json(body))))).state).toBe("unknown");
  });
});

describe("an object without id is none: an error's body must not look like a tenant that says nothing", () => {
  const { id: _none, ...nameless } = OBJECT;

  test.each<[string, unknown]>([
    ["in a list", { value: [nameless] }],
    ["alone", nameless],
    ["empty", {}],
    ["empty in a list", { value: [{}] }],
    ["with an id that is no text", { ...OBJECT, id: 1 }],
  ])("%s", async (_what, body) => {
    await expect(readSyncSettings(both(json(body)))).rejects.toMatchObject({ code: "unexpected-shape" });
    await expect(readLastExport(both(json(body)))).rejects.toMatchObject({ code: "unexpected-shape" });
  });
});
