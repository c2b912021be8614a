// What the emulated tenant costs its users: milliseconds per request, as a client on the same machine sees them, on a small
// tenant and on one of 500,000 users; reset; and memory over 10,000 requests. Needs a build.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Agent, buildConnector, request } from "undici";

const BOUNDS = { request: 2, reset: 50, growth: 16 };
const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const GRAPH = "https://graph.microsoft.com";
const CONFLICTS = "onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')";

/** @typedef {{ method?: "GET" | "POST" | "PATCH", body?: unknown, isUnread?: boolean }} Sent `isUnread`: what comes is not parsed */
/** @typedef {{ folder: string, pid: number, send(url: string, sent?: Sent): Promise<{ status: number, body: any }>, end(): Promise<void> }} Running */

for (const scenario of ["contoso-v1", "northwind-large"]) await withSandbox(scenario, (one) => requests(scenario, one));
for (const scenario of ["contoso-v1", "fabrikam-app", "tailspin-free"])
  await withSandbox(scenario, (one) => reset(scenario, one));
await withSandbox("contoso-v1", memory);

/** @param {string} scenario @param {Running} one */
async function requests(scenario, one) {
  const users = (await one.send(`${GRAPH}/v1.0/users?$top=5`)).body.value;
  const id = users.at(-1).id;
  const name = encodeURIComponent(users.at(-1).userPrincipalName);
  /** @type {readonly (readonly [string, string, ((round: number) => Sent)?])[]} */
  const kinds = [
    ["organization", "/v1.0/organization"],
    ["user by id", `/v1.0/users/${id}`],
    ["user by name", `/v1.0/users/${name}`],
    ["20 users", "/v1.0/users?$top=20"],
    ["users by prefix", "/v1.0/users?$filter=startswith(userPrincipalName,'a')&$top=20"],
    ["20 users in conflict", `/v1.0/users?$filter=${CONFLICTS}&$select=id,onPremisesProvisioningErrors&$top=20`],
    ["role assignments", "/v1.0/roleManagement/directory/roleAssignments?$expand=principal"],
    ["all policies", "/v1.0/identity/conditionalAccess/policies"],
    ["change a user", `/v1.0/users/${id}`, change],
  ];
  for (const [what, url, sent] of kinds) {
    const times = [];
    for (let round = 0; round < 80; round++) {
      if (url.includes("conditionalAccess")) await advance(one, "2s");
      const started = performance.now();
      const { status } = await one.send(GRAPH + url, { ...sent?.(round), isUnread: true });
      // The first ones find neither side warm.
      if (round >= 20) times.push(performance.now() - started);
      if (status >= 400) throw new Error(`${url} answered ${status}.`);
    }
    report(`${scenario}: ${what}`, median(times), BOUNDS.request, "ms");
  }
  const started = performance.now();
  await one.send(`${GRAPH}/v1.0/users?$filter=${CONFLICTS}&$top=999`);
  console.log(`${scenario}: a page of 999 users in conflict: ${(performance.now() - started).toFixed(1)} ms`);
}

/** Something that the cloud is the master of, and another value each time. @param {number} round @returns {Sent} */
function change(round) {
  return { method: "PATCH", body: { usageLocation: round % 2 === 0 ? "DE" : "US" } };
}

/** @param {string} scenario @param {Running} one */
async function reset(scenario, one) {
  const times = [];
  for (let round = 0; round < 10; round++) {
    const started = performance.now();
    await one.send(`${GRAPH}/$sandbox/reset`, { method: "POST", body: {} });
    times.push(performance.now() - started);
  }
  report(`${scenario}: reset`, median(times), BOUNDS.reset, "ms");
}

/** @param {Running} one */
async function memory(one) {
  const users = (await one.send(`${GRAPH}/v1.0/users`)).body.value;
  const id = users.at(-1).id;
  const at = [];
  for (let count = 1; count <= 10_000; count++) {
    if (count % 500 === 0) await advance(one, "10s");
    const isWrite = count % 20 === 0;
    await one.send(`${GRAPH}/v1.0/users/${id}`, isWrite ? change(count / 20) : {});
    if (count % 2000 === 0) at.push(rssMegabytes(one.pid));
  }
  console.log(`memory at 2,000 … 10,000 requests: ${at.map((size) => size.toFixed(0)).join(", ")} MB`);
  report("memory: growth from 4,000 to 10,000 requests", (at[4] ?? 0) - (at[1] ?? 0), BOUNDS.growth, "MB");
}

/** @param {Running} one @param {string} time */
async function advance(one, time) {
  await one.send(`${GRAPH}/$sandbox/do`, { method: "POST", body: { event: ["advance", time] } });
}

/** @param {string} scenario @param {(one: Running) => Promise<void>} work */
async function withSandbox(scenario, work) {
  const folder = mkdtempSync(path.join(tmpdir(), "aadc-bench-"));
  const child = spawn(process.execPath, [main, "sandbox", "start", "--sandbox-dir", folder, "--scenario", scenario], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(child.stdout, "data");
    await work(await connected(folder, child.pid ?? 0));
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {number} pid @returns {Promise<Running>} */
async function connected(folder, pid) {
  const { port, caFile, tenantId, clients } = JSON.parse(readFileSync(path.join(folder, "sandbox.json"), "utf8"));
  const connect = buildConnector({ ca: readFileSync(caFile) });
  const dispatcher = new Agent({
    connections: 1,
    connect: (target, callback) =>
      connect({ ...target, servername: target.servername ?? target.hostname, hostname: "127.0.0.1", port }, callback),
  });
  /** @type {Record<string, string>} */
  let headers = {};
  /** @type {Running["send"]} */
  const send = async (url, { method = "GET", body, isUnread = false } = {}) => {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await request(url, {
      method,
      dispatcher,
      headers: { ...headers, ...json },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text === "" || isUnread ? undefined : JSON.parse(text) };
  };
  /** @param {string} endpoint @param {Record<string, string>} form */
  const login = async (endpoint, form) => {
    const { body } = await request(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/${endpoint}`, {
      method: "POST",
      dispatcher,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ client_id: clients[0].clientId, ...form }).toString(),
    });
    return /** @type {any} */ (await body.json());
  };
  const { device_code } = await login("devicecode", { scope: `${GRAPH}/.default` });
  const { access_token } = await login("token", {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code,
  });
  headers = { authorization: `Bearer ${access_token}` };
  return { folder, pid, send, end: () => dispatcher.close() };
}

/** @param {number} pid Linux only; elsewhere 0 */
function rssMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** @param {number[]} values */
function median(values) {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** @param {string} what @param {number} value @param {number} bound @param {string} unit */
function report(what, value, bound, unit) {
  console.log(`${what}: ${value.toFixed(2)} ${unit} (bound ${bound})${value > bound ? "  TOO MUCH" : ""}`);
  if (value > bound) process.exitCode = 1;
}
