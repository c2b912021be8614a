// Sign-in by client secret: the token requests that MSAL sends through our transport, and what it remembers.
import { expect, test } from "vitest";
import { ServiceError, UsageError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { loginHost } from "../../support/login-host.js";
import { recordHosts } from "../../support/recorded-hosts.js";
import { ARM_SCOPE, CLIENT_ID, GRAPH_SCOPE, SECRET, signIn, withSecret } from "../../support/sign-in-under-test.js";

recordHosts();

test("the token request is the client credentials grant, the secret in the form and nowhere else", async () => {
  const login = loginHost();
  const { credential } = await withSecret();
  expect(login.requests).toEqual([]);
  const token = await credential.getToken(GRAPH_SCOPE);
  expect(token.token).toBe("access-1");
  expect(Math.abs(token.expiresOnTimestamp - (Date.now() + 3_600_000))).toBeLessThan(30_000);

  const posted = login.requests.filter(({ method }) => method === "POST");
  expect(posted.map(({ host, path }) => host + (path.split("?")[0] ?? ""))).toEqual([
    "login.microsoftonline.com/contoso.example/oauth2/v2.0/token",
  ]);
  expect(posted[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded;charset=utf-8");
  expect(Object.fromEntries(login.forms()[0] ?? [])).toMatchObject({
    client_id: CLIENT_ID,
    client_secret: SECRET,
    grant_type: "client_credentials",
    scope: GRAPH_SCOPE,
  });
  expect(posted[0]?.path).not.toContain(encodeURIComponent(SECRET));
  expect(JSON.stringify(posted[0]?.headers)).not.toContain("s3cr");
});

test("a token is asked for once a resource, whether the scope comes alone or in a list", async () => {
  const login = loginHost();
  const { credential } = await withSecret();
  const tokens: string[] = [];
  for (const scopes of [GRAPH_SCOPE, [GRAPH_SCOPE], ARM_SCOPE, GRAPH_SCOPE, [ARM_SCOPE]])
    tokens.push((await credential.getToken(scopes)).token);
  expect(tokens).toEqual(["access-1", "access-1", "access-2", "access-1", "access-2"]);
  expect(login.forms().map((form) => form.get("scope"))).toEqual([GRAPH_SCOPE, ARM_SCOPE]);
});

test("claims that a service demands are asked for, past the remembered token", async () => {
  const login = loginHost();
  const { credential } = await withSecret();
  await credential.getToken(GRAPH_SCOPE);
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
  expect((await credential.getToken(GRAPH_SCOPE, { claims })).token).toBe("access-2");
  expect(JSON.parse(login.forms()[1]?.get("claims") ?? "null")).toMatchObject(JSON.parse(claims) as object);
});

test("the token is hidden from then on wherever it occurs", async () => {
  loginHost({ granted: { access_token: "opaque/token+of:the~service" } });
  const { credential, redactor } = await withSecret();
  const { token } = await credential.getToken(GRAPH_SCOPE);
  expect(redactor.clean(`a ${token} b ${encodeURIComponent(token)}`)).toBe("a *** b ***");
});

test.each([429, 500, 503])("%i at the token endpoint is waited out inside; MSAL never hears of it", async (status) => {
  const retry = { status, headers: { "retry-after": "7" }, body: "" };
  const login = loginHost({ tokens: [retry, retry] });
  const { credential, clock } = await withSecret();
  expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("access-1");
  expect(clock.sleeps).toEqual([7_000, 7_000]);
  // Had MSAL seen the refusals, it would answer from memory now instead of asking.
  expect((await credential.getToken(ARM_SCOPE)).token).toBe("access-2");
  expect(login.forms()).toHaveLength(4);
});

test("an endpoint that goes on throttling is Microsoft's matter, and the next try asks again", async () => {
  const login = loginHost({ tokens: Array(6).fill({ status: 429 }) });
  const { credential } = await withSecret();
  const error = await caught(ServiceError, credential.getToken(GRAPH_SCOPE));
  expect(error).toMatchObject({ code: "throttled", status: 429 });
  expect(error.message).toContain("login.microsoftonline.com failed with status 429");
  expect(login.forms()).toHaveLength(6);
  expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("access-1");
});

test("without the secret it is the typist's error, which names the variable", async () => {
  const error = await caught(UsageError, signIn("secret"));
  expect(error.code).toBe("secret-missing");
  expect(error.remedy).toContain("AZURE_CLIENT_SECRET");
});

test.each(["secret", "certificate", "device-code"] as const)("%s needs a client id", async (kind) => {
  const error = await caught(UsageError, signIn(kind, { clientSecret: SECRET }, { clientId: undefined }));
  expect(error.code).toBe("client-id-missing");
  expect(error.remedy).toContain("--client-id");
});
