// MSAL keeps the first managed identity's network client for the whole process: a function that runs every hour makes a
// transport each time, and closes it.
import { beforeEach, expect, test, vi } from "vitest";
import { InterruptedError, SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { answering, recordHosts } from "../../support/recorded-hosts.js";
import { CLIENT_ID, signIn } from "../../support/sign-in-under-test.js";

recordHosts();
beforeEach(() => {
  for (const name of ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET"])
    vi.stubEnv(name, undefined);
});

const tokenFor = (name: string) => ({
  body: { access_token: `managed-${name}`, expires_in: "86399", resource: name, token_type: "Bearer" },
});

test("the second run of a process is not bound to the first run's transport and its ended signal", async () => {
  answering("http://169.254.169.254", [tokenFor("a"), tokenFor("b")]);
  const ended = new AbortController();
  const first = await signIn("managed-identity", {}, { clientId: CLIENT_ID, signal: ended.signal });
  await first.credential.getToken("https://a.contoso.example/.default");
  ended.abort(new InterruptedError("The first run is over.", { code: "interrupted", remedy: "" }));
  const second = await signIn("managed-identity", {}, { clientId: CLIENT_ID });
  expect((await second.credential.getToken("https://b.contoso.example/.default")).token).toBe("managed-b");
});

test("what the metadata service says is told", async () => {
  answering("http://169.254.169.254", [
    { status: 400, body: { error: "invalid_request", error_description: "Identity not found" } },
  ]);
  const { credential } = await signIn("managed-identity");
  const error = await caught(SignInError, credential.getToken("https://missing.contoso.example/.default"));
  expect(error.message).toContain("Identity not found");
});
