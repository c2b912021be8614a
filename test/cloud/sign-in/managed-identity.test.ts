// Sign-in by the identity that Azure gave to a machine: its metadata service (IMDS).
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { CLOUDS } from "../../../src/cloud/clouds.js";
import { createRedactor } from "../../../src/cloud/redaction.js";
import { createCredential } from "../../../src/cloud/sign-in/create-credential.js";
import type { Credential } from "../../../src/cloud/sign-in/credential.js";
import { systemClock } from "../../../src/shapes/clock.js";
import { ServiceError, SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { answering, recordHosts } from "../../support/recorded-hosts.js";
import { CLIENT_ID, GRAPH_SCOPE } from "../../support/sign-in-under-test.js";
import { transportUnderTest } from "../../support/transport-under-test.js";

recordHosts();

const IMDS = "http://169.254.169.254";
const transport = transportUnderTest();
const redactor = createRedactor();
const request = {
  kind: "managed-identity",
  cloud: CLOUDS.public,
  tenant: "contoso.example",
  transport,
  redactor,
  clock: systemClock,
  signal: new AbortController().signal,
  showDeviceCode: () => undefined,
} as const;
let credential: Credential;

beforeAll(async () => {
  credential = await createCredential(request);
});
afterAll(() => transport.close());

beforeEach(() => {
  // By these MSAL tells Azure's hosts apart; none of the machine that runs the tests may count.
  for (const name of ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET"])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const tokenFor = (resource: string) => ({
  body: { access_token: `managed-${resource}`, expires_in: "86399", resource, token_type: "Bearer" },
});

/** MSAL keeps these tokens for the whole process: a resource of its own keeps each test apart. */
const scopeOf = (name: string) => `https://${name}.contoso.example/.default`;

test("the metadata service is asked for the resource, without the scope's suffix", async () => {
  const requests = answering(IMDS, [tokenFor("graph")]);
  const { token } = await credential.getToken(GRAPH_SCOPE);
  expect(token).toBe("managed-graph");
  expect(redactor.clean(token)).toBe("***");
  expect(requests.map(({ method, host }) => [method, host])).toEqual([["GET", "169.254.169.254"]]);
  const address = new URL(requests[0]?.path ?? "", IMDS);
  expect(address.pathname).toBe("/metadata/identity/oauth2/token");
  expect(Object.fromEntries(address.searchParams)).toEqual({
    "api-version": "2018-02-01",
    resource: "https://graph.microsoft.com",
  });
  expect(requests[0]?.headers).toMatchObject({ metadata: "true" });
});

test("a user-assigned identity is named by its client id", async () => {
  const requests = answering(IMDS, [tokenFor("user-assigned")]);
  const userAssigned = await createCredential({ ...request, clientId: CLIENT_ID });
  await userAssigned.getToken([scopeOf("user-assigned")]);
  const address = new URL(requests[0]?.path ?? "", IMDS);
  expect(address.searchParams.get("client_id")).toBe(CLIENT_ID);
  expect(address.searchParams.get("resource")).toBe("https://user-assigned.contoso.example");
});

test("a busy metadata service is tried again by our transport alone", async () => {
  const requests = answering(IMDS, () => ({ status: 503 }));
  const error = await caught(ServiceError, credential.getToken(scopeOf("busy")));
  expect(error).toMatchObject({ code: "service-failed", status: 503 });
  expect(requests).toHaveLength(6);
});

test("a machine without a metadata service is told so, by its address", async () => {
  answering(IMDS, () => ({ failure: "EHOSTUNREACH" }));
  const error = await caught(ServiceError, credential.getToken(scopeOf("none")));
  expect(error.message).toBe("169.254.169.254 cannot be reached from here (EHOSTUNREACH).");
});

test("a machine without an identity is a sign-in to mend", async () => {
  const requests = answering(IMDS, [
    { status: 400, body: { error: "invalid_request", error_description: "Identity not found" } },
  ]);
  const error = await caught(SignInError, credential.getToken(scopeOf("missing")));
  expect(error.message).toBe("The sign-in failed: Identity not found.");
  expect(error.remedy).toContain("page Identity");
  expect(requests).toHaveLength(1);
});

test("MSAL's own retries are off: a status that only it would retry is asked for once", async () => {
  const requests = answering(IMDS, () => ({ status: 404, body: { error: "not_found", error_description: "No." } }));
  await caught(SignInError, credential.getToken(scopeOf("not-found")));
  expect(requests).toHaveLength(1);
});
