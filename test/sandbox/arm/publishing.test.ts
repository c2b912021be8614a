// The publishing host of a function app: from the package to the site that runs it.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ARM_SCOPE, at, listAt, textAt } from "../sandbox-client.js";
import { type AzureSandbox, RESOURCES, startAzure } from "./azure-tenant.js";
import { deploymentOf, deploymentPath, functionTemplate } from "./function-template.js";

const HOST = "https://fn-health.scm.azurewebsites.net";
const PACKAGE = zipSync({ "host.json": strToU8("{}"), "dist/app.js": strToU8("1") });
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

let sandbox: AzureSandbox;
let group: string;
let token: string;

beforeAll(async () => {
  sandbox = await startAzure();
  token = await sandbox.appToken(ARM_SCOPE);
  group = await sandbox.group("rg");
  await sandbox.asOwner(deploymentPath(group, "first"), { method: "PUT", json: deploymentOf(functionTemplate()) });
  await sandbox.advance("13s");
});
afterAll(() => sandbox.close());

type Options = Parameters<AzureSandbox["send"]>[1];

const ask = (where: string, options: Options = {}, bearer = token, from = sandbox) =>
  from.send(`${HOST}${where}`, { ...options, headers: { authorization: `Bearer ${bearer}`, ...options.headers } });
const publish = (bytes: Uint8Array, where = "/api/publish?type=zip", from = sandbox, bearer = token) =>
  ask(where, { method: "POST", bytes, headers: { "content-type": "application/zip" } }, bearer, from);
const statusOf = async (id: string) => at((await ask(`/api/deployments/${id}`)).body, "status");

describe("a package", () => {
  test("is refused before the host and storage know of the roles", async () => {
    expect((await publish(PACKAGE)).status).toBe(403);
    // Sixty seconds after the site was made; the identity's role at storage is younger.
    await sandbox.advance("58s");
    const refused = await publish(PACKAGE);
    expect([refused.status, at(refused.body, "ExceptionType")]).toEqual([400, "BlobUploadFailedException"]);
    await sandbox.advance("1m");
  });

  test("is accepted, built, deployed, and runs", async () => {
    expect((await ask("/api/deployments/latest")).status).toBe(404);
    const accepted = await publish(PACKAGE, "/api/publish?RemoteBuild=false&Deployer=aadc_cloud");
    expect(accepted.status).toBe(202);
    const id = String(accepted.body);
    expect(id).toMatch(GUID);
    expect(accepted.headers["location"]).toBe(`${HOST}/api/deployments/${id}`);
    expect(await statusOf(id)).toBe(0);
    expect((await publish(PACKAGE)).status).toBe(409);
    await sandbox.advance("2s");
    expect(await statusOf(id)).toBe(1);
    await sandbox.advance("2s");
    expect(await statusOf("latest")).toBe(2);
    await sandbox.advance("2s");
    const { body } = await ask("/api/deployments/latest");
    expect(body).toMatchObject({ id, status: 4, complete: true, active: true, deployer: "aadc_cloud", progress: "" });
    expect(Date.parse(textAt(body, "end_time"))).toBeGreaterThan(Date.parse(textAt(body, "start_time")));
    expect(listAt((await ask("/api/deployments")).body)).toEqual([body]);
  });

  test.each([
    ["has no host.json at its root", zipSync({ "app/host.json": strToU8("{}") }), "host.json was not found"],
    ["cannot be read", PACKAGE.slice(0, 40), "cannot be read"],
  ])("that %s fails, and what ran goes on", async (_, bytes, text) => {
    const before = textAt((await ask("/api/deployments")).body, 0, "id");
    const id = String((await publish(bytes)).body);
    await sandbox.advance("10s");
    const { status, body } = await ask(`/api/deployments/${id}`);
    expect([status, at(body, "status"), at(body, "complete"), at(body, "active")]).toEqual([200, 3, true, false]);
    expect(textAt(body, "status_text")).toContain(text);
    expect(before).not.toBe(id);
    const active = listAt((await ask("/api/deployments")).body).filter((one) => at(one, "active") === true);
    expect(active).toMatchObject([{ status: 4 }]);
  });

  test.each([
    ["that is no ZIP", strToU8("plain"), "application/zip", "", 400],
    ["that is empty", new Uint8Array(), "application/zip", "", 400],
    ["of another content type", PACKAGE, "text/plain", "", 415],
    ["of another kind", PACKAGE, "application/zip", "?type=war", 400],
  ])("%s is refused", async (_, bytes, type, query, status) => {
    const options: Options = { method: "POST", bytes, headers: { "content-type": type } };
    expect((await ask(`/api/publish${query}`, options)).status).toBe(status);
  });

  test("may be larger than what other hosts take, and stands in the log by size and hash", async () => {
    const noise = new Uint8Array(5 * 1024 * 1024).map((_, index) => (index * 7919) % 251);
    const large = zipSync({ "host.json": strToU8("{}"), "data.bin": [noise, { level: 0 }] });
    expect((await publish(large)).status).toBe(202);
    const options: Options = { method: "POST", bytes: large, headers: { "content-type": "application/zip" } };
    const other = await sandbox.send("https://graph.microsoft.com/v1.0/users", options);
    expect(other.status).toBe(413);
    const lines = readFileSync(path.join(sandbox.dir, "requests.jsonl"), "utf8").trim().split("\n");
    const logged = lines
      .map((line) => JSON.parse(line) as unknown)
      .find((one) => at(one, "requestBody", "size") === large.length);
    expect(at(logged, "requestBody")).toEqual({
      size: large.length,
      sha256: createHash("sha256").update(large).digest("hex"),
    });
    await sandbox.advance("10s");
  });
});

describe("the host", () => {
  test("wants a token for Azure Resource Manager, of somebody who may write the site", async () => {
    const options: Options = { method: "POST", bytes: PACKAGE, headers: { "content-type": "application/zip" } };
    expect((await sandbox.send(`${HOST}/api/publish`, options)).status).toBe(401);
    expect((await publish(PACKAGE, "/api/publish", sandbox, await sandbox.appToken())).status).toBe(401);
    const stranger = await sandbox.appToken(ARM_SCOPE, 1);
    expect((await publish(PACKAGE, "/api/publish", sandbox, stranger)).status).toBe(403);
    expect((await ask("/api/deployments/latest", {}, stranger)).status).toBe(403);
  });

  test("is one for each site; of others there is none", async () => {
    const other = await sandbox.send("https://other.scm.azurewebsites.net/api/deployments/latest", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(other.status).toBe(404);
    expect((await sandbox.send(`${HOST}/api/zipdeploy`)).status).toBe(501);
    expect(sandbox.info.hosts.publishing).toBe("*.scm.azurewebsites.net");
  });

  test("knows roles at once where --lag says so; an identity without a role at storage never can", async () => {
    const quick = await startAzure(undefined, { lags: { "azure-role": { afterMs: 0 } } });
    const where = await quick.group("rg");
    const template = functionTemplate();
    const resources = template.resources.filter((one) => !String(one["type"]).includes("roleAssignments"));
    const put = (json: unknown) => quick.asOwner(deploymentPath(where, "first"), { method: "PUT", json });
    await put(deploymentOf({ ...template, resources }));
    await quick.advance("20s");
    const bearer = await quick.appToken(ARM_SCOPE);
    expect((await publish(PACKAGE, "/api/publish", quick, bearer)).status).toBe(400);
    await put(deploymentOf(template));
    await quick.advance("20s");
    expect((await publish(PACKAGE, "/api/publish", quick, bearer)).status).toBe(202);
    await quick.asOwner(`${where}?${RESOURCES}`, { method: "DELETE" });
    await quick.advance("1m");
    expect((await ask("/api/deployments/latest", {}, bearer, quick)).status).toBe(404);
    await quick.close();
  });
});
