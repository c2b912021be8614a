// Sign-in by device code: one message for the person, then tokens for every resource from the one sign-in.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createRedactor } from "../../../src/cloud/redaction.js";
import { traceTo } from "../../../src/cloud/trace.js";
import { type LoginHostOptions, loginHost, refusal } from "../../support/login-host.js";
import { recordHosts } from "../../support/recorded-hosts.js";
import { ARM_SCOPE, CLIENT_ID, GRAPH_SCOPE, signIn } from "../../support/sign-in-under-test.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { transportUnderTest } from "../../support/transport-under-test.js";

recordHosts();

const TENANT_ID = "33333333-3333-4333-8333-333333333333";
const OBJECT_ID = "44444444-4444-4444-8444-444444444444";
const DEVICE_CODE = "BAQABIQEAAAD-device-code";
const MESSAGE = "To sign in, open https://microsoft.com/devicelogin and enter the code C0DE1234.";
const PENDING = refusal(70016, "authorization_pending", 400);

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

const SIGNED_IN = {
  refresh_token: "refresh-of-adele",
  client_info: encode({ uid: OBJECT_ID, utid: TENANT_ID }),
  id_token: `${encode({ alg: "none" })}.${encode({
    aud: CLIENT_ID,
    iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
    oid: OBJECT_ID,
    tid: TENANT_ID,
    preferred_username: "adele@contoso.example",
    name: "Adele Vance",
    sub: "adele",
  })}.`,
};

function deviceLogin(options: LoginHostOptions = {}) {
  return loginHost({
    granted: SIGNED_IN,
    deviceCode: {
      body: {
        device_code: DEVICE_CODE,
        user_code: "C0DE1234",
        verification_uri: "https://microsoft.com/devicelogin",
        expires_in: 900,
        interval: 5,
        message: MESSAGE,
      },
    },
    ...options,
  });
}

test("the message is shown once, then the code is asked after until somebody has entered it", async () => {
  const login = deviceLogin({ tokens: [PENDING, PENDING] });
  const { credential, shown, clock } = await signIn("device-code");
  expect(shown).toEqual([]);
  expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("access-1");
  expect(shown).toEqual([MESSAGE]);
  expect(clock.sleeps).toEqual([5_000, 5_000]);

  const [asked] = login.requests.filter(({ path }) => path.includes("/devicecode"));
  expect(asked?.path.split("?")[0]).toBe("/contoso.example/oauth2/v2.0/devicecode");
  const form = new URLSearchParams(String(asked?.body));
  expect(form.get("client_id")).toBe(CLIENT_ID);
  expect(form.get("scope")?.split(" ")).toEqual(
    expect.arrayContaining([GRAPH_SCOPE, "openid", "profile", "offline_access"]),
  );
  expect(login.forms().map((poll) => [poll.get("grant_type"), poll.get("device_code")])).toEqual(
    Array(3).fill(["device_code", DEVICE_CODE]),
  );
});

test("the code to enter stands in no trace, and the person sees it all the same", async () => {
  const body = {
    device_code: DEVICE_CODE,
    user_code: "C0DE1234",
    verification_uri: "https://microsoft.com/devicelogin",
  };
  loginHost({ granted: SIGNED_IN, deviceCode: { body: { ...body, expires_in: 900, interval: 5, message: MESSAGE } } });
  const redactor = createRedactor();
  const file = path.join(temporaryFolder(), "trace.jsonl");
  const transport = transportUnderTest({ trace: traceTo(file, redactor, () => 0, expect.unreachable) });
  onTestFinished(() => transport.close());
  const { credential, shown } = await signIn("device-code", { redactor, transport });
  await credential.getToken(GRAPH_SCOPE);
  expect(shown).toEqual([MESSAGE]);
  const trace = readFileSync(file, "utf8");
  expect(trace).toContain("/devicecode");
  expect(trace).not.toContain("C0DE1234");
  expect(redactor.clean("C0DE1234")).toBe("***");
});

test("a second resource comes from the refresh token, and nobody is asked again", async () => {
  const login = deviceLogin();
  const { credential, shown } = await signIn("device-code");
  await credential.getToken(GRAPH_SCOPE);
  expect((await credential.getToken(ARM_SCOPE)).token).toBe("access-2");
  const form = login.forms()[1];
  expect([form?.get("grant_type"), form?.get("refresh_token")]).toEqual(["refresh_token", "refresh-of-adele"]);
  expect(form?.get("scope")?.split(" ")).toContain(ARM_SCOPE);
  expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("access-1");
  expect((await credential.getToken(ARM_SCOPE)).token).toBe("access-2");
  expect(login.forms()).toHaveLength(2);
  expect(shown).toEqual([MESSAGE]);
});

test("two that ask at once share one sign-in", async () => {
  const login = deviceLogin();
  const { credential, shown } = await signIn("device-code");
  const tokens = await Promise.all([credential.getToken(GRAPH_SCOPE), credential.getToken(ARM_SCOPE)]);
  expect(tokens.map(({ token }) => token)).toEqual(["access-1", "access-2"]);
  expect(shown).toEqual([MESSAGE]);
  expect(login.forms()).toHaveLength(2);
});

test("the device code and the tokens are hidden from then on", async () => {
  deviceLogin();
  const { credential, redactor } = await signIn("device-code");
  const { token } = await credential.getToken(GRAPH_SCOPE);
  expect(redactor.clean(`${DEVICE_CODE} ${token}`)).toBe("*** ***");
});
