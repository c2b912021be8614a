// Pass-through authentication agents, as beta lists them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { doInSandbox } from "../../src/sandbox/control.js";
import { at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";
import { consent, folderWithTenant } from "./tenant-at-start.js";

const CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60";
const AGENTS = "/onPremisesPublishingProfiles/authentication/agents";

let sandbox: TestSandbox;
let admin: string;

beforeAll(async () => {
  const dir = await folderWithTenant((tenant) => {
    consent(tenant, CLIENT, ["Policy.Read.HybridAuthentication"], () => undefined);
    tenant.onPremises.authenticationAgents = [];
  });
  sandbox = await startTestSandbox({ dir });
  admin = await sandbox.userToken();
});
afterAll(() => sandbox.close());

const play = (...words: string[]) => doInSandbox(sandbox.dir, words);
const agents = async () => listAt((await sandbox.graph(admin, `/beta${AGENTS}`)).body, "value");

test("they come and go with their servers", async () => {
  expect(await agents()).toEqual([]);
  await play("install-agent", "AADC-OLD");
  await play("install-server", "THIRD", "--version", "2.6.92.0", "--staging", "--pta", "--address", "198.51.100.7");
  const found = await agents();
  expect(found).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/u) as string,
      machineName: "AADC-OLD.corp.contoso.com",
      externalIp: expect.stringMatching(/^203\.0\.113\./u) as string,
      status: "active",
      supportedPublishingTypes: ["authentication"],
    },
    expect.objectContaining({ machineName: "THIRD.corp.contoso.com", externalIp: "198.51.100.7", status: "active" }),
  ]);
  const one = await sandbox.graph(admin, `/beta${AGENTS}/${textAt(found[0], "id")}`);
  expect(one.body).toMatchObject(found[0] as object);

  await play("stop-server", "AADC-OLD");
  await play("uninstall-server", "THIRD");
  expect((await agents()).map((agent) => at(agent, "status"))).toEqual(["inactive", "inactive"]);
  await play("start-server", "AADC-OLD");
  expect((await agents()).map((agent) => at(agent, "status"))).toEqual(["active", "inactive"]);
  expect(listAt(await play("remove-agent", "AADC-OLD"), "result").join()).toContain("none is active");
  expect(await agents()).toHaveLength(1);
});

test("in beta, for people who may, of this type", async () => {
  expect((await sandbox.graph(admin, `/v1.0${AGENTS}`)).status).toBe(501);
  expect((await sandbox.graph(await sandbox.appToken(), `/beta${AGENTS}`)).status).toBe(403);
  const other = "/beta/onPremisesPublishingProfiles/applicationProxy/agents";
  expect((await sandbox.graph(admin, other)).status).toBe(501);
  expect((await sandbox.graph(admin, `/beta${AGENTS}/nothing`)).status).toBe(404);
});
