import { expect, test } from "vitest";
import { readCredentialPolicy } from "../../src/tenant/credential-policy.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, type Canned, forbidden, json, notFound, SERVICE_TIME } from "./canned-service.js";

const PATH = "/v1.0/policies/defaultAppManagementPolicy";
const read = (answer: Canned) => readCredentialPolicy(answering({ [PATH]: answer }).client);

test("restrictions on certificates of applications, and no others", async () => {
  const { client, sent } = answering({
    [PATH]: json({
      isEnabled: true,
      applicationRestrictions: {
        passwordCredentials: [{ restrictionType: "passwordAddition", maxLifetime: null }],
        keyCredentials: [
          {
            restrictionType: "asymmetricKeyLifetime",
            maxLifetime: "P30D",
            restrictForAppsCreatedAfterDateTime: "2026-01-01T00:00:00Z",
            state: "enabled",
          },
          { restrictionType: "trustedCertificateAuthority", state: "Disabled" },
          { restrictionType: "somethingNew" },
        ],
      },
      servicePrincipalRestrictions: { keyCredentials: [{ restrictionType: "asymmetricKeyLifetime" }] },
    }),
  });
  const none = { maxLifetime: null, appliesFrom: null };
  expect(await readCredentialPolicy(client)).toEqual({
    source: { request: `GET ${PATH}`, at: SERVICE_TIME },
    value: {
      enabled: true,
      restrictions: [
        {
          type: "asymmetricKeyLifetime",
          maxLifetime: "P30D",
          appliesFrom: "2026-01-01T00:00:00Z",
          enabled: true,
        },
        { ...none, type: "trustedCertificateAuthority", enabled: false },
        { ...none, type: "somethingNew", enabled: true },
      ],
    },
  });
  expect(sent).toHaveLength(1);
});

test.each([
  ["no restrictions", { isEnabled: true }],
  ["restrictions that are null", { isEnabled: true, applicationRestrictions: null }],
  ["none on certificates", { isEnabled: true, applicationRestrictions: { keyCredentials: null } }],
])("%s", async (_what, body) => {
  expect((await read(json(body))).value).toEqual({ enabled: true, restrictions: [] });
});

test.each([
  ["refused", forbidden],
  ["not there", notFound],
  ["nothing", json(null)],
  ["whether it is enabled is not told", json({ applicationRestrictions: {} })],
  ["whether it is enabled is a text", json({ isEnabled: "false" })],
  ["a restriction without its kind", json({ isEnabled: true, applicationRestrictions: { keyCredentials: [{}] } })],
  ["an object in the place of the list", json({ isEnabled: true, applicationRestrictions: { keyCredentials: {} } })],
])("%s: not known, never none", async (_what, answer) => {
  expect((await observe(read(answer))).state).toBe("unknown");
});
