// The synchronisation object: who may read and write it, and which writes it refuses.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";
import { consent, folderWithTenant } from "./tenant-at-start.js";

const CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60";
const SET = "/directory/onPremisesSynchronization";

let sandbox: TestSandbox;
let admin: string;
let url: string;

beforeAll(async () => {
  const dir = await folderWithTenant((tenant) => {
    consent(tenant, CLIENT, ["OnPremDirectorySynchronization.ReadWrite.All", "AuditLog.Read.All"], () => undefined);
  });
  sandbox = await startTestSandbox({ dir });
  admin = await sandbox.userToken();
  url = `${SET}/${sandbox.info.tenantId}`;
});
afterAll(() => sandbox.close());

async function read() {
  return (await sandbox.graph(admin, `/beta${url}`)).body;
}

async function patch(json: unknown, version = "v1.0") {
  return sandbox.graph(admin, `/${version}${url}`, { method: "PATCH", json });
}

describe("reading", () => {
  test("one and all, in both versions, are the same", async () => {
    for (const version of ["v1.0", "beta"]) {
      const one = await sandbox.graph(admin, `/${version}${url}`);
      const all = await sandbox.graph(admin, `/${version}${SET}`);
      const { "@odata.context": _context, ...body } = one.body as Record<string, unknown>;
      expect(listAt(all.body, "value")).toEqual([body]);
      expect(Object.keys(at(body, "features") as object)).toHaveLength(20);
      expect(at(body, "features")).toHaveProperty("allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled", false);
    }
    expect(Object.keys(at(await read(), "configuration") as object).sort()).toEqual([
      "accidentalDeletionPrevention",
      "anchorAttribute",
      "applicationId",
      "currentExportData",
      "customerRequestedSynchronizationInterval",
      "synchronizationClientVersion",
      "synchronizationInterval",
      "writebackConfiguration",
    ]);
  });
});

describe("writing", () => {
  test.each(["v1.0", "beta"])("%s: a flag and a threshold, the rest stays", async (version) => {
    const before = await read();
    const threshold = version === "beta" ? 700 : 600;
    const flag = version === "beta" ? "blockSoftMatchEnabled" : "groupWriteBackEnabled";
    const json = {
      features: { [flag]: true },
      configuration: { accidentalDeletionPrevention: { alertThreshold: threshold } },
    };
    const answer = await patch(json, version);
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    const after = await read();
    expect(at(after, "features")).toEqual({ ...(at(before, "features") as object), [flag]: true });
    expect(at(after, "configuration", "accidentalDeletionPrevention")).toEqual({
      synchronizationPreventionType: "enabledForCount",
      alertThreshold: threshold,
    });
    const log = await sandbox.graph(admin, "/v1.0/auditLogs/directoryAudits?$top=1");
    expect(at(log.body, "value", 0)).toMatchObject({
      activityDisplayName: "Set Directory feature on tenant",
      initiatedBy: { user: { userPrincipalName: "admin@contoso.onmicrosoft.com" } },
    });
  });

  test.each([
    ["a flag that is for good", { features: { synchronizeUpnForManagedUsersEnabled: false } }],
    ["a flag that is not in use", { features: { passwordWritebackEnabled: true } }],
    ["a flag that does not exist", { features: { everythingEnabled: true } }],
    ["a flag that every object has", { features: { constructor: true } }],
    ["a flag that is no flag", { features: { blockSoftMatchEnabled: "yes" } }],
    ["features that are none", { features: ["blockSoftMatchEnabled"] }],
    ["a threshold that is none", { configuration: { accidentalDeletionPrevention: { alertThreshold: -1 } } }],
    [
      "a share above all",
      {
        configuration: { accidentalDeletionPrevention: { synchronizationPreventionType: "enabledForPercentage" } },
      },
    ],
    [
      "an unknown kind of prevention",
      {
        configuration: { accidentalDeletionPrevention: { synchronizationPreventionType: "always" } },
      },
    ],
    ["what only beta knows", { configuration: { synchronizationInterval: "PT1H" } }],
    ["an unknown property", { feature: {} }],
    ["a long text", { features: { ["x".repeat(100_000)]: true } }],
  ])("%s is refused, and nothing is changed", async (_, json) => {
    const before = await read();
    expect((await patch(json)).status).toBe(400);
    expect(await read()).toEqual(before);
  });

  test("what the service fills by itself is not implemented for writing", async () => {
    expect((await patch({ configuration: { anchorAttribute: "objectGUID" } }, "beta")).status).toBe(501);
  });

  test("only people who may: no application, no reader, no other tenant's id", async () => {
    const json = { features: { blockSoftMatchEnabled: false } };
    const options = { method: "PATCH", json } as const;
    const app = await sandbox.appToken();
    expect((await sandbox.graph(app, `/v1.0${url}`, options)).status).toBe(403);
    const reader = await sandbox.userToken(undefined, 1);
    expect((await sandbox.graph(reader, `/v1.0${url}`, options)).status).toBe(403);
    expect((await sandbox.graph(admin, `/v1.0${SET}/00000000-0000-0000-0000-000000000000`, options)).status).toBe(404);
    expect(textAt(await read(), "id")).toBe(sandbox.info.tenantId);
  });
});
