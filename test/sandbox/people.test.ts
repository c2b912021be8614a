// People who do not do what is hoped, and policies that keep them out.
import { afterEach, beforeEach, expect, test } from "vitest";
import { doInSandbox } from "../../src/sandbox/control.js";
import { withAllPermissions } from "./all-permissions.js";
import { authorizeQuery, LOGIN, open, pkcePair } from "./login-browser.js";
import { deviceCode, redeem, signInsOf } from "./people-signing-in.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const BREAK_GLASS = "breakglass@contoso.onmicrosoft.com";

let now = Date.parse("2026-11-22T04:00:00Z");
let sandbox: TestSandbox;

beforeEach(async () => {
  sandbox = await startWithTenant(withAllPermissions, { wallClock: () => now });
});
afterEach(() => sandbox.close());

const play = (...words: string[]) => doInSandbox(sandbox.dir, words);

test("a device code that nobody enters waits, and runs out", async () => {
  await play("break", "device-code-ignored");
  const code = await deviceCode(sandbox);
  for (let polls = 0; polls < 3; polls += 1) {
    const pending = await redeem(sandbox, code);
    expect([pending.status, at(pending.body, "error")]).toEqual([400, "authorization_pending"]);
    now += 5000;
  }
  now += 15 * 60_000;
  const late = await redeem(sandbox, code);
  expect(late.body).toMatchObject({ error: "expired_token", error_codes: [70020] });
});

test("a device code that waits is entered when somebody comes, once", async () => {
  await play("break", "device-code-ignored");
  const code = await deviceCode(sandbox);
  expect((await redeem(sandbox, code)).status).toBe(400);
  await play("mend", "device-code-ignored");
  expect((await redeem(sandbox, code)).status).toBe(200);
  expect(at((await redeem(sandbox, code)).body, "error_codes", 0)).toBe(70018);
});

test("what a person is told who looks at the code", async () => {
  const message = async () => {
    const form = { client_id: sandbox.info.clients[0]?.clientId ?? "", scope: "User.Read" };
    const answer = await sandbox.send(`${LOGIN}/${sandbox.info.tenantId}/oauth2/v2.0/devicecode`, {
      method: "POST",
      form,
    });
    return textAt(answer.body, "message");
  };
  expect(await message()).toContain("approved at once");
  await play("break", "device-code-ignored");
  expect(await message()).not.toContain("approved at once");
});

test("who declines comes back as the flow says it, and stands in the sign-in log", async () => {
  await play("break", "consent-declined");
  const byCode = await redeem(sandbox, await deviceCode(sandbox));
  expect(byCode.body).toMatchObject({ error: "authorization_declined", error_codes: [65004], suberror: "cancel" });
  const query = authorizeQuery(sandbox, pkcePair().challenge);
  const { location } = await open(sandbox, `${sandbox.info.tenantId}/oauth2/v2.0/authorize`, query);
  expect(location?.href.startsWith("http://localhost:49152/?error=access_denied")).toBe(true);
  expect(location?.searchParams.get("error_subcode")).toBe("cancel");
  expect(location?.searchParams.get("state")).toBe("a state & more");
  expect(location?.searchParams.get("code")).toBeNull();
  const log = await sandbox.graph(await sandbox.appToken(), "/v1.0/auditLogs/signIns?$top=5");
  expect(listAt(log.body, "value").map((one) => at(one, "status", "errorCode"))).toEqual([65004, 65004]);
});

test("a policy that blocks everybody leaves break-glass accounts their way in", async () => {
  await play("break", "sign-in-blocked");
  expect(await signInsOf(sandbox)).toEqual([53003, 53003]);
  expect(await signInsOf(sandbox, BREAK_GLASS)).toEqual([53003, "token"]);
});

test("the policy against device codes is one that Microsoft manages: it cannot be deleted", async () => {
  await play("break", "device-code-blocked");
  const token = await sandbox.appToken();
  now += 2000;
  const { body } = await sandbox.graph(token, "/v1.0/identity/conditionalAccess/policies");
  const policy = listAt(body, "value").find((one) => textAt(one, "displayName").endsWith("Block device code flow"));
  expect(at(policy, "conditions", "authenticationFlows")).toEqual({ transferMethods: "deviceCodeFlow" });
  now += 2000;
  const path = `/v1.0/identity/conditionalAccess/policies/${textAt(policy, "id")}`;
  expect((await sandbox.graph(token, path, { method: "DELETE" })).status).toBe(400);
  expect(await signInsOf(sandbox)).toEqual([53003, "token"]);
});

test("security defaults leave no room for a policy", async () => {
  await play("break", "security-defaults-on");
  await expect(play("break", "sign-in-blocked")).rejects.toMatchObject({ code: "failed" });
});
