// Every operation of Connect Health that the sandbox has: shapes on the wire, paging, other services, removal.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { startWithTenant } from "./prepared-tenant.js";
import { ARM_SCOPE, at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const PROVIDER = "/providers/Microsoft.ADHybridHealthService";
const SYNC = "services/AadSyncService-contoso.onmicrosoft.com";
const FEDERATION = "services/AdFederationService-sts.contoso.com";
const VERSION = "api-version=2014-01-01";
const ADFS_MEMBER = "c2b6f0a1-7d3e-4c58-9a60-1f5d2e8b7c90";

let sandbox: TestSandbox;
let token: string;

beforeAll(async () => {
  sandbox = await startWithTenant(prepare, { clock: "manual" });
  token = await sandbox.appToken(ARM_SCOPE);
});
afterAll(() => sandbox.close());

function prepare(tenant: TenantState): void {
  tenant.conditionalAccessPolicies = [];
  for (const server of tenant.onPremises.servers) {
    server.lastCycle = { at: "2026-11-20T10:00:00Z", succeeded: true, message: "exported" };
  }
  const error = (errorBucket: string, id: string) => ({
    errorBucket,
    id,
    dn: `CN=${id},DC=corp`,
    incomingObjectDisplayName: id,
    incomingObjectType: "user",
    userPrincipalName: `${id}@contoso.com`,
    attributeName: "proxyAddresses",
    attributeValue: `SMTP:${id}@contoso.com`,
    timeOccurred: "2026-11-01T10:00:00Z",
  });
  tenant.health.exportErrors = [
    error("DuplicateAttributeError", "one"),
    error("LargeAttribute", "two"),
    error("New", "three"),
  ];
  tenant.health.otherServices = [
    {
      serviceId: "a6b4c2d0-1e3f-4a5b-8c7d-9e0f1a2b3c4d",
      type: "AdFederationService",
      signature: "sts.contoso.com",
      createdDate: "2019-05-01T08:00:00Z",
      disabledAt: null,
      members: [
        {
          serviceMemberId: ADFS_MEMBER,
          machineId: "e1d2c3b4-a596-4788-8796-a5b4c3d2e1f0",
          machineName: "ADFS01",
          createdDate: "0001-01-01T00:00:00",
          lastReboot: "0001-01-01T00:00:00Z",
          lastUpdated: "0001-01-01T00:00:00Z",
          lastUpload: null,
          osName: "",
          osVersion: "",
          disabled: false,
          lastDisabled: null,
          deleteAfter: null,
          role: "AdfsServer_2016",
        },
      ],
    },
  ];
}

const get = async (path: string, client = sandbox, bearer = token) => {
  const answer = await client.arm(bearer, `${PROVIDER}/${path}${path.includes("?") ? "&" : "?"}${VERSION}`);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const refusal = async (path: string, options: Parameters<TestSandbox["arm"]>[2] = {}) => {
  const answer = await sandbox.arm(token, `${PROVIDER}/${path}${path.includes("?") ? "&" : "?"}${VERSION}`, options);
  return [answer.status, at(answer.body, "error", "code")];
};
const names = (body: unknown, key = "serviceName") => listAt(body, "value").map((one) => at(one, key));
const remove = (path: string, confirm: string, client = sandbox, bearer = token) =>
  client.arm(bearer, `${PROVIDER}/${path}?${confirm}${VERSION}`, { method: "DELETE" });
async function memberId(name: string, client = sandbox, bearer = token): Promise<string> {
  const members = listAt(await get(`${SYNC}/servicemembers`, client, bearer), "value");
  return textAt(
    members.find((one) => at(one, "machineName") === name),
    "serviceMemberId",
  );
}

describe("services", () => {
  test("by type, and the lists of the portal", async () => {
    expect(names(await get("services"))).toEqual([
      "AadSyncService-contoso.onmicrosoft.com",
      "AdFederationService-sts.contoso.com",
    ]);
    expect(names(await get("services?serviceType=adfederationservice"))).toHaveLength(1);
    for (const path of ["services/premiumCheck", "services/GetServices/PremiumCheck"]) {
      const list = await get(`${path}?serviceType=AadSyncService&skipCount=0&takeCount=50`);
      expect(names(list)).toEqual(["AadSyncService-contoso.onmicrosoft.com"]);
    }
    expect(listAt(await get("addsservices"), "value")).toEqual([]);
    expect(await get(SYNC)).toMatchObject({ type: "AadSyncService", serviceMembers: null, health: "Healthy" });
    expect(await get(FEDERATION)).toMatchObject({ signature: "sts.contoso.com", health: "Healthy" });
  });

  test("pages by skipCount and takeCount", async () => {
    const first = await get("services?takeCount=1");
    expect(names(first)).toHaveLength(1);
    expect(at(first, "totalCount")).toBe(0);
    const next = await sandbox.arm(token, textAt(first, "nextLink").replace("https://management.azure.com", ""));
    expect(names(next.body)).toEqual(["AdFederationService-sts.contoso.com"]);
    expect(at(next.body, "nextLink")).toBeNull();
    expect(names(await get("services?skipCount=2"))).toEqual([]);
  });

  test("operations are those that are there", async () => {
    const operations = names(await get("operations"), "name");
    expect(operations).toContain("Microsoft.ADHybridHealthService/services/servicemembers/delete");
    expect(operations).toContain("Microsoft.ADHybridHealthService/configuration/read");
  });
});

describe("one server", () => {
  test("configuration, connectors, exports, in bare arrays where no next link is declared", async () => {
    const member = `${SYNC}/servicemembers/${await memberId("AADC-NEW")}`;
    expect(await get(member)).toMatchObject({ machineName: "AADC-NEW", status: "Healthy", activeAlerts: 0 });
    expect(await get(`${member}/serviceconfiguration`)).toMatchObject({ version: "2.6.3.0" });
    expect(at(await get(`${member}/globalconfiguration`), 0, "passwordSyncEnabled")).toBe(false);
    expect(listAt(await get(`${member}/datafreshness`))).toHaveLength(6);
    expect(names(await get(`${member}/exportstatus`))).toEqual([]);
    expect(names(await get(`${member}/alerts`))).toEqual([]);
    const connectors = listAt(await get(member.replace("services/", "service/").concat("/connectors")));
    expect(connectors.map((one) => at(one, "type"))).toEqual(["Extensible2", "AD"]);
    expect(at(connectors[0], "name")).toBe("contoso.onmicrosoft.com - AAD");
    expect(at(connectors[1], "passwordHashSyncConfiguration")).toEqual({
      enabled: false,
      target: "contoso.onmicrosoft.com - AAD",
    });
    expect(listAt(await get(`${SYNC}/monitoringconfigurations`))).toContainEqual({
      key: "StagingMode",
      value: "<value not aggregated>",
    });
    expect(listAt(await get(`${SYNC}/exportstatus`), "value")).toHaveLength(1);
  });

  test("one that never reported is Healthy all the same, and synchronises nothing when it federates", async () => {
    const member = `${FEDERATION}/servicemembers/${ADFS_MEMBER}`;
    expect(listAt(await get(`${FEDERATION}/servicemembers`), "value")).toHaveLength(1);
    expect(await get(member)).toMatchObject({
      status: "Healthy",
      lastUpdated: "0001-01-01T00:00:00Z",
      createdDate: "0001-01-01T00:00:00",
      osName: "",
      role: "AdfsServer_2016",
      monitoringConfigurationsComputed: null,
    });
    expect(await get(`${member}/datafreshness`)).toEqual([]);
    expect(await get(`service/${FEDERATION.slice(9)}/servicemembers/${ADFS_MEMBER}/connectors`)).toEqual([]);
    expect(await refusal(`${member}/serviceconfiguration`)).toEqual([404, "ResourceNotFound"]);
    expect(at(await get(`${FEDERATION}/exporterrors/counts`), 6)).toEqual({
      errorBucket: "All",
      count: 0,
      truncated: false,
    });
  });

  test("what is not there, and what serves onboarding", async () => {
    const member = `${SYNC}/servicemembers/${await memberId("AADC-NEW")}`;
    expect(await refusal("services/AadSyncService-other")).toEqual([404, "ResourceNotFound"]);
    expect(await refusal(`${FEDERATION}/servicemembers/${await memberId("AADC-NEW")}`)).toEqual([
      404,
      "ResourceNotFound",
    ]);
    expect(await refusal(`${member}/credentials`)).toEqual([501, "NotImplemented"]);
    expect(await refusal(`${member}/data`, { method: "DELETE" })).toEqual([501, "NotImplemented"]);
    expect(await refusal(`${SYNC}/servicemembers?$filter=x`)).toEqual([501, "NotImplemented"]);
  });
});

test("export errors by bucket; one that nobody knows counts among the others", async () => {
  const counts = listAt(await get(`${SYNC}/exporterrors/counts`));
  const count = (bucket: string) =>
    at(
      counts.find((one) => at(one, "errorBucket") === bucket),
      "count",
    );
  expect([
    count("DuplicateAttributeError"),
    count("LargeAttribute"),
    count("Others"),
    count("DataMismatch"),
    count("All"),
  ]).toEqual([1, 1, 1, 0, 3]);
  const errors = listAt(await get(`${SYNC}/exporterrors/listV2?errorBucket=LargeAttribute`));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ id: "two", type: "LargeAttribute", dn: "CN=two,DC=corp", exportErrorStatus: 1 });
  expect(listAt(await get(`${SYNC}/exporterrors/listV2?errorBucket=All`))).toHaveLength(3);
  expect(await refusal(`${SYNC}/exporterrors/listV2`)).toEqual([400, "BadRequest"]);
});

test.each([
  "services?skipCount=-1",
  "services?takeCount=x",
  `services?takeCount=${"9".repeat(400)}`,
  `${SYNC}/servicemembers?$skiptoken=a`,
  `${SYNC}/alerts?from=yesterday`,
  `${SYNC}/alerts?to=${"%E2%80%AE".repeat(400)}`,
])("refused with 400: %.60s", async (path) => {
  expect(await refusal(path)).toEqual([400, "BadRequest"]);
});

describe("tenants that are otherwise", () => {
  const readAs = async (
    change: (tenant: TenantState) => void,
    work: (other: TestSandbox, bearer: string) => Promise<void>,
  ) => {
    const other = await startWithTenant(change);
    try {
      await work(other, await other.appToken(ARM_SCOPE));
    } finally {
      await other.close();
    }
  };

  test("the Swagger's form of lists, and pages of one server", async () => {
    await readAs(
      (tenant) => {
        tenant.health.wire = "swagger";
        tenant.health.pageSize = 1;
      },
      async (other, bearer) => {
        const first = await get(`${SYNC}/servicemembers`, other, bearer);
        const second = await other.arm(bearer, textAt(first, "nextLink").replace("https://management.azure.com", ""));
        const both = [...listAt(first, "value"), ...listAt(second.body, "value")];
        expect(both.map((one) => at(one, "machineName"))).toEqual(["AADC-OLD", "AADC-NEW"]);
        expect(at(second.body, "nextLink")).toBeNull();
        const member = `${SYNC}/servicemembers/${textAt(both[1], "serviceMemberId")}`;
        for (const path of [
          `${member}/datafreshness`,
          `${member}/globalconfiguration`,
          `${member.replace("services/", "service/")}/connectors`,
          `${SYNC}/monitoringconfigurations`,
          `${SYNC}/exporterrors/counts`,
          `${SYNC}/exporterrors/listV2?errorBucket=All`,
        ]) {
          expect(Object.keys((await get(path, other, bearer)) as object)).toEqual(["value"]);
        }
      },
    );
  });

  test("not onboarded, in quarantine, without a licence", async () => {
    await readAs(
      (tenant) => {
        tenant.health.onboarded = false;
        tenant.health.quarantinedSince = "2026-01-01T00:00:00Z";
        tenant.subscribedSkus = [];
      },
      async (other, bearer) => {
        expect(await get("configuration", other, bearer)).toMatchObject({
          onboarded: false,
          aadPremium: false,
          aadLicense: "Free",
          tenantInQuarantine: true,
          createdDate: "0001-01-01T00:00:00Z",
        });
        expect(names(await get("services", other, bearer))).toEqual([]);
        expect((await other.arm(bearer, `${PROVIDER}/${SYNC}?${VERSION}`)).status).toBe(404);
      },
    );
    await readAs(
      (tenant) => {
        tenant.subscribedSkus = [];
      },
      async (other, bearer) => {
        expect(names(await get("services", other, bearer))).toHaveLength(1);
        expect(names(await get("services/premiumCheck", other, bearer))).toEqual([]);
      },
    );
  });

  test("two servers of one name are told apart by their ids alone", async () => {
    await readAs(
      (tenant) => {
        const [first] = tenant.health.members;
        if (first !== undefined) tenant.health.members.push({ ...first, serviceMemberId: "twin", machineId: "other" });
      },
      async (other, bearer) => {
        const members = listAt(await get(`${SYNC}/servicemembers`, other, bearer), "value");
        expect(members.filter((one) => at(one, "machineName") === "AADC-OLD")).toHaveLength(2);
        expect((await remove(`${SYNC}/servicemembers/TWIN`, "confirm=true&", other, bearer)).status).toBe(200);
        expect(listAt(await get(`${SYNC}/servicemembers`, other, bearer), "value")).toHaveLength(2);
      },
    );
  });
});

describe("removal", () => {
  test("a word that is neither true nor false", async () => {
    expect((await remove(`${FEDERATION}/servicemembers/${ADFS_MEMBER}`, "confirm=yes&")).status).toBe(400);
    expect((await remove(FEDERATION, "confirm=&")).status).toBe(400);
  });

  test("a server of another service: disabled, then deleted", async () => {
    const member = `${FEDERATION}/servicemembers/${ADFS_MEMBER}`;
    expect((await remove(member, "confirm=false&")).status).toBe(200);
    expect(await get(member)).toMatchObject({ disabled: true });
    expect((await remove(member, "confirm=true&")).status).toBe(200);
    expect(await refusal(member)).toEqual([404, "ResourceNotFound"]);
  });

  test("another service", async () => {
    expect((await remove(FEDERATION, "confirm=false&")).status).toBe(204);
    expect(await get(FEDERATION)).toMatchObject({ disabled: true, health: "NotMonitored" });
    expect((await remove(FEDERATION, "confirm=true&")).status).toBe(204);
    expect((await remove(FEDERATION, "confirm=true&")).status).toBe(404);
  });

  test("the synchronisation service: disabled it goes after 30 days, unless a server registers", async () => {
    const play = (...event: readonly string[]) =>
      sandbox.send("https://localhost/$sandbox/do", { method: "POST", json: { event } });
    expect((await remove(SYNC, "")).status).toBe(204);
    expect(await get(SYNC)).toMatchObject({ disabled: true });
    expect(listAt(await get(`${SYNC}/servicemembers`), "value").every((one) => at(one, "disabled") === true)).toBe(
      true,
    );
    await play("install-server", "AADC-THIRD", "--version", "2.6.3.0", "--staging");
    expect(await get(SYNC)).toMatchObject({ disabled: false, health: "Healthy" });
    const third = `${SYNC}/servicemembers/${await memberId("AADC-THIRD")}`;
    expect((await remove(third, "confirm=true&")).status).toBe(200);
    await play("advance", "31d");
    token = await sandbox.appToken(ARM_SCOPE);
    expect(names(await get("services"))).toEqual([]);
    await play("install-server", "AADC-FOURTH", "--version", "2.6.3.0", "--staging");
    expect((await remove(SYNC, "confirm=true&")).status).toBe(204);
    expect(names(await get("services"))).toEqual([]);
    expect((await remove(SYNC, "confirm=true&")).status).toBe(404);
    await play("install-server", "AADC-FIFTH", "--version", "2.6.3.0", "--staging");
    expect(names(await get(`${SYNC}/servicemembers`), "machineName")).toEqual(["AADC-FIFTH"]);
  });
});
