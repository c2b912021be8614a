// What a person hears when the sign-in by device code is refused.
import { expect, test } from "vitest";
import { SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { type LoginHostOptions, loginHost, refusal } from "../../support/login-host.js";
import { recordHosts } from "../../support/recorded-hosts.js";
import { CLIENT_ID, GRAPH_SCOPE, signIn } from "../../support/sign-in-under-test.js";

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

test("a sign-in that a policy blocks says so", async () => {
  deviceLogin({ tokens: [PENDING, refusal(53003, "access_denied", 400)] });
  const { credential } = await signIn("device-code");
  const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect(error.code).toBe("AADSTS53003");
  expect(error.message).toContain("a Conditional Access policy blocks the sign-in");
});

test("a code that ran out says so", async () => {
  deviceLogin({ tokens: [refusal(70020, "expired_token", 400)] });
  const { credential } = await signIn("device-code");
  const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect(error.message).toContain("the code ran out before anybody entered it");
});

test.each([90002, 700016])("a device code that is refused at once (AADSTS%i) says so", async (code) => {
  deviceLogin({ deviceCode: refusal(code, "invalid_request", 400) });
  const { credential, shown } = await signIn("device-code");
  const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect(error.code).toBe(`AADSTS${code}`);
  expect(error.message).not.toContain("undefined");
  expect(shown).toEqual([]);
});

test("a sign-in that failed once may be tried again with the same credential", async () => {
  deviceLogin({ tokens: [refusal(70020, "expired_token", 400)] });
  const { credential, shown } = await signIn("device-code");
  await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("access-1");
  expect(shown).toEqual([MESSAGE, MESSAGE]);
});
