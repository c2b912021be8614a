// How long a sign-in stands: refresh tokens, revocation, disabled and deleted accounts, several tenants.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionStamp } from "../../src/sandbox/laws/continuous-access.js";
import { signIn, tokenRequest } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { at, type TestSandbox, textAt } from "./sandbox-client.js";

const DAY_MS = 86_400_000;
const PERSON = "breakglass@contoso.onmicrosoft.com";

let sandbox: TestSandbox;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startWithTenant(
    (tenant) => {
      grantPermissions(tenant, [
        "User-PasswordProfile.ReadWrite.All",
        "User.RevokeSessions.All",
        "Directory.AccessAsUser.All",
      ]);
    },
    { wallClock: () => now },
  );
});
afterAll(() => sandbox.close());

function refresh(token: string, change: Readonly<Record<string, string>> = {}) {
  return tokenRequest(sandbox, {
    grant_type: "refresh_token",
    client_id: sandbox.info.clients[0]?.clientId ?? "",
    refresh_token: token,
    scope: "https://graph.microsoft.com/.default",
    ...change,
  });
}

async function newRefreshToken(hint = PERSON): Promise<string> {
  return textAt((await signIn(sandbox, { hint })).body, "refresh_token");
}

async function change(json: unknown, method: "PATCH" | "DELETE" = "PATCH", who = PERSON) {
  const answer = await sandbox.graph(await sandbox.userToken(), `/v1.0/users/${who}`, { method, json });
  expect(answer.status).toBe(204);
}

describe("a refresh token", () => {
  test("brings another each time, and stays good itself", async () => {
    const first = await newRefreshToken();
    const second = textAt((await refresh(first)).body, "refresh_token");
    expect(second).not.toBe(first);
    expect((await refresh(first)).status).toBe(200);
    expect((await refresh(second)).status).toBe(200);
  });

  test("lists what is granted, and .default where that was asked", async () => {
    const token = await newRefreshToken();
    const all = textAt((await refresh(token)).body, "scope").split(" ");
    expect(all).toContain("https://graph.microsoft.com/.default");
    expect(all).toContain("https://graph.microsoft.com/User.Read.All");
    const short = textAt((await refresh(token, { scope: "User.Read openid" })).body, "scope").split(" ");
    expect(short).toEqual(expect.arrayContaining(["User.Read", "User.Read.All", "openid", "profile", "email"]));
    expect(short).not.toContain(".default");
  });

  test("expires when it was not used for ninety days", async () => {
    const token = await newRefreshToken();
    now += 89 * DAY_MS;
    const next = textAt((await refresh(token)).body, "refresh_token");
    now += 2 * DAY_MS;
    expect(at((await refresh(token)).body, "error_codes", 0)).toBe(700082);
    expect((await refresh(next)).status).toBe(200);
  });

  test("ends with the password, not with another change of the account", async () => {
    const token = await newRefreshToken();
    await change({ jobTitle: "Administrator" });
    expect((await refresh(token)).status).toBe(200);
    now += 1000;
    await change({
      passwordProfile: { password: "Another-Passw0rd-of-two-words", forceChangePasswordNextSignIn: false },
    });
    const answer = await refresh(token);
    expect(answer.body).toMatchObject({ error: "invalid_grant", error_codes: [50173] });
    expect((await refresh(await newRefreshToken())).status).toBe(200);
  });

  test("waits while the account is disabled, and ends with it", async () => {
    const token = await newRefreshToken();
    await change({ accountEnabled: false });
    expect(at((await refresh(token)).body, "error_codes", 0)).toBe(50057);
    await change({ accountEnabled: true });
    expect((await refresh(token)).status).toBe(200);
    await change(undefined, "DELETE");
    expect(at((await refresh(token)).body, "error_codes", 0)).toBe(50034);
  });
});

test("a revoked session ends at once, and the person can sign in again", async () => {
  const hint = "admin@contoso.onmicrosoft.com";
  const token = await newRefreshToken(hint);
  now += 1000;
  const url = `/v1.0/users/${hint}/revokeSignInSessions`;
  expect((await sandbox.graph(await sandbox.userToken(), url, { method: "POST" })).status).toBe(200);
  expect((await refresh(token)).body).toMatchObject({ error: "invalid_grant", error_codes: [50173] });
  expect((await refresh(await newRefreshToken(hint))).status).toBe(200);
});

describe("the stamp of a session", () => {
  const user = { signInSessionsValidFromDateTime: null, lastPasswordChangeDateTime: "2026-01-12T09:00:00Z" };

  test("changes when sessions are revoked and when the password changes, else not", () => {
    const stamp = sessionStamp(user);
    expect(sessionStamp({ ...user })).toBe(stamp);
    const moment = "2026-11-22T09:00:00Z";
    expect(sessionStamp({ ...user, signInSessionsValidFromDateTime: moment })).not.toBe(stamp);
    expect(sessionStamp({ ...user, lastPasswordChangeDateTime: moment })).not.toBe(stamp);
  });
});
