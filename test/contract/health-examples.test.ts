// Microsoft's own examples of Connect Health parse, wherever its examples are at hand: beside the Swagger, as the
// specification has them, or in the folder that AADC_HEALTH_EXAMPLES names.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readHealthServers } from "../../src/tenant/health.js";
import { readHealthDetails } from "../../src/tenant/health-details.js";
import { readHealthAlerts } from "../../src/tenant/health-state.js";
import { readHealthTenant } from "../../src/tenant/health-tenant.js";
import { answering, type Canned, json } from "../tenant/canned-service.js";

const USUAL_PLACE = path.join(import.meta.dirname, "../../../shared/contract/connect-health/examples");
const FOLDER = process.env["AADC_HEALTH_EXAMPLES"] ?? USUAL_PLACE;
const PROVIDER = "/providers/Microsoft.ADHybridHealthService";
const SERVICE = `${PROVIDER}/services/sampleServiceName`;
const MEMBER = `${SERVICE}/servicemembers/SampleServiceMemberId`;

describe.skipIf(!existsSync(FOLDER))("with the specification's examples", () => {
  const read = (name: string): Canned => {
    const example: unknown = JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), "utf8"));
    const { responses } = example as { readonly responses: Readonly<Record<string, { readonly body: unknown }>> };
    return json(responses["200"]?.body);
  };
  const service = () =>
    answering({
      [`${PROVIDER}/services`]: read("Services"),
      [`${PROVIDER}/configuration`]: read("Tenant"),
      [`${SERVICE}/servicemembers`]: read("ServiceMembers"),
      [`${SERVICE}/alerts`]: read("Alerts"),
      [`${MEMBER}/datafreshness`]: read("Datafreshness"),
      [`${MEMBER}/serviceconfiguration`]: read("ServiceConfiguration"),
    }).client;

  test("the lists of services and servers, and the freshness of data", async () => {
    const { value } = await readHealthServers(service());
    expect(value).toMatchObject([
      {
        serviceName: "sampleServiceName",
        id: "SampleServiceMemberId",
        machineName: "SampleMachineName",
        disabled: false,
        lastUpdated: { state: "known", value: "2018-05-01T00:15:32.547Z" },
        uploads: { state: "known", value: { DataFreshnessKeyName: "2015-03-06T17:41:34.305Z" } },
      },
    ]);
  });

  test.each(["Alerts", "Server_Alerts"])("%s", async (name) => {
    const { client } = answering({ [`${SERVICE}/alerts`]: read(name) });
    const { value } = await readHealthAlerts(client, { value: ["sampleServiceName"], source: { request: "" } });
    expect(value).toEqual([
      {
        alertId: "SampleAlertId",
        level: "Error",
        title: "SampleAlertDisplayName",
        serverId: "SampleServiceMemberId",
        since: "2018-04-10T03:12:23.440Z",
      },
    ]);
  });

  test("the configuration of a server, and its alerts", async () => {
    const client = service();
    const { value, source } = await readHealthServers(client);
    const details = await readHealthDetails(client, { value: ["sampleServiceName"], source }, value);
    expect(details.get("SampleServiceMemberId")).toMatchObject({
      version: { state: "known" },
      alerts: { state: "known", value: { errors: 1, others: 0 } },
    });
  });

  test("the tenant, without its addresses and its certificate", async () => {
    const { value } = await readHealthTenant(service());
    expect(value).toEqual({ premium: true, onboarded: true, disabled: false, inQuarantine: false });
  });
});
