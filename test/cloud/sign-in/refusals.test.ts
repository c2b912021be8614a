// What a person hears when a sign-in is refused, or never reaches Entra ID.
import { expect, test } from "vitest";
import { signInFailure } from "../../../src/cloud/sign-in/sign-in-failure.js";
import { InterruptedError, ServiceError, SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { loginHost, refusal } from "../../support/login-host.js";
import { answering, recordHosts } from "../../support/recorded-hosts.js";
import { ARM_SCOPE, GRAPH_SCOPE, SECRET, withSecret } from "../../support/sign-in-under-test.js";

recordHosts();

const LOGIN = "https://login.microsoftonline.com";

test.each([
  [7000215, "the client secret is wrong", "AZURE_CLIENT_SECRET"],
  [90002, "the tenant does not exist", "--tenant"],
  [700016, "the application does not exist in this tenant", "--client-id"],
  [53003, "a Conditional Access policy blocks the sign-in", "Sign-in logs"],
])("AADSTS%i: %s", async (code, meaning, remedy) => {
  const login = loginHost({ tokens: [refusal(code)] });
  const { credential } = await withSecret();
  const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect(error.message).toBe(`Microsoft Entra ID refused the sign-in: ${meaning} (AADSTS${code}).`);
  expect(error.code).toBe(`AADSTS${code}`);
  expect(error.remedy).toContain(remedy);
  expect(error.requestId).toBe("5ad0c1de-0000-4000-8000-00000000bbbb");
  expect(login.forms()).toHaveLength(1);
});

test.each([7000215, 999999])("no message, remedy or cause of AADSTS%i holds the secret", async (code) => {
  loginHost({ tokens: [refusal(code)] });
  const { credential } = await withSecret();
  const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect(error.code).toBe(`AADSTS${code}`);
  const told = [error.message, error.remedy, error.stack, String(error.cause), JSON.stringify(error.cause)].join();
  for (const form of [SECRET, encodeURIComponent(SECRET)]) expect(told).not.toContain(form);
});

test("a refusal is not remembered: after the secret was mended the same credential signs in", async () => {
  loginHost({ tokens: [refusal(7000215)] });
  const { credential } = await withSecret();
  await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("access-1");
});

test("an unreachable login host is no refusal", async () => {
  const requests = answering(LOGIN, () => ({ failure: "ECONNREFUSED" }));
  const { credential } = await withSecret();
  const error = await caught(ServiceError, credential.getToken(GRAPH_SCOPE));
  expect(error).toMatchObject({ code: "unreachable" });
  expect(error.message).toBe("login.microsoftonline.com refused the connection (ECONNREFUSED).");
  expect(requests).toHaveLength(6);
});

test("a web page instead of a token is somebody between", async () => {
  answering(LOGIN, () => ({ status: 200, body: "<html>Welcome</html>" }));
  const { credential } = await withSecret();
  const error = await caught(ServiceError, credential.getToken(GRAPH_SCOPE));
  expect(error).toMatchObject({ code: "unexpected-answer", status: 200 });
  expect(error.remedy).toContain("captive portal");
});

test("a login host that keeps failing is Microsoft's matter", async () => {
  answering(LOGIN, () => ({ status: 503, body: "<html>" }));
  const { credential } = await withSecret();
  expect(await caught(ServiceError, credential.getToken(ARM_SCOPE))).toMatchObject({
    code: "service-failed",
    status: 503,
  });
});

test("cancellation comes out of MSAL as the signal's own reason, and nothing is sent", async () => {
  const login = loginHost();
  const reason = new InterruptedError("Stopped.", { code: "interrupted", remedy: "" });
  const { credential } = await withSecret(AbortSignal.abort(reason));
  await expect(credential.getToken(GRAPH_SCOPE)).rejects.toBe(reason);
  expect(login.requests).toEqual([]);
});

test("what is no refusal of Entra ID is told in its first sentence", () => {
  expect(signInFailure(new Error("no_tokens_found: nothing\nat some place"))).toMatchObject({
    message: "The sign-in failed: no_tokens_found: nothing.",
    code: "sign-in-failed",
  });
  const ours = new ServiceError("x", { code: "y", remedy: "z" });
  expect(signInFailure(ours)).toBe(ours);
});
