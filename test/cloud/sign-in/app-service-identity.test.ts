// Sign-in by the identity that Azure gave to an app or a function: the endpoint that its environment names.
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { CLOUDS } from "../../../src/cloud/clouds.js";
import { createRedactor } from "../../../src/cloud/redaction.js";
import { createCredential } from "../../../src/cloud/sign-in/create-credential.js";
import type { Credential } from "../../../src/cloud/sign-in/credential.js";
import { systemClock } from "../../../src/shapes/clock.js";
import { SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { answering, recordHosts } from "../../support/recorded-hosts.js";
import { CLIENT_ID, GRAPH_SCOPE } from "../../support/sign-in-under-test.js";
import { transportUnderTest } from "../../support/transport-under-test.js";

recordHosts();

const ENDPOINT = "http://127.0.0.1:41741";
const HEADER = "853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a";
const transport = transportUnderTest();
const request = {
  kind: "managed-identity",
  cloud: CLOUDS.public,
  tenant: "contoso.example",
  transport,
  redactor: createRedactor(),
  clock: systemClock,
  signal: new AbortController().signal,
  showDeviceCode: () => undefined,
} as const;
let credential: Credential;

beforeAll(async () => {
  for (const name of ["IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("IDENTITY_ENDPOINT", `${ENDPOINT}/msi/token`);
  vi.stubEnv("IDENTITY_HEADER", HEADER);
  credential = await createCredential(request);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await transport.close();
});

test("the app's own endpoint is asked, with the header that proves who asks", async () => {
  // MSAL turns the end into seconds from its own now, and that into an end again: the second must not change between.
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-07-01T12:00:00Z") });
  onTestFinished(() => void vi.useRealTimers());
  const expiresOn = Math.floor(Date.now() / 1_000) + 86_400;
  const requests = answering(ENDPOINT, [
    {
      body: {
        access_token: "managed-app",
        expires_on: String(expiresOn),
        resource: "https://graph.microsoft.com",
        token_type: "Bearer",
      },
    },
  ]);
  const token = await credential.getToken(GRAPH_SCOPE);
  expect(token).toEqual({ token: "managed-app", expiresOnTimestamp: expiresOn * 1_000 });
  const address = new URL(requests[0]?.path ?? "", ENDPOINT);
  expect(address.pathname).toBe("/msi/token");
  expect(Object.fromEntries(address.searchParams)).toEqual({
    "api-version": "2019-08-01",
    resource: "https://graph.microsoft.com",
  });
  expect(requests[0]?.headers["x-identity-header"]).toBe(HEADER);
  expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("managed-app");
  expect(requests).toHaveLength(1);
});

test("a refusal shows the header in no message", async () => {
  answering(ENDPOINT, [{ status: 400, body: { statusCode: 400, message: "No MSI found for specified ClientId." } }]);
  const error = await caught(SignInError, credential.getToken("https://refused.contoso.example/.default"));
  expect(error.message).toBe("The sign-in failed: No MSI found for specified ClientId.");
  expect(error.code).toBe("managed-identity-missing");
  expect(error.remedy).toContain("page Identity");
  expect(`${error.message} ${error.remedy} ${JSON.stringify(error.cause)}`).not.toContain(HEADER);
});

test("a client id that is not assigned here: the endpoint's reason, and that it may be left out", async () => {
  answering(ENDPOINT, [
    { status: 400, body: { statusCode: 400, message: "No managed identity found for the specified parameters." } },
  ]);
  const userAssigned = await createCredential({ ...request, clientId: CLIENT_ID });
  const error = await caught(SignInError, userAssigned.getToken("https://not-assigned.contoso.example/.default"));
  expect(error.message).toBe("The sign-in failed: No managed identity found for the specified parameters.");
  expect(error.remedy).toContain(`${CLIENT_ID} names no identity that is assigned here`);
  expect(error.remedy).toContain("leave --client-id and AZURE_CLIENT_ID out");
});
