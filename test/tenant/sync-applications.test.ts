import { expect, test } from "vitest";
import { PASSWORD_WRITEBACK_ROLE_IDS, SYNC_SERVICE_APP_ID } from "../../src/knowledge/directory.js";
import { observe } from "../../src/tenant/observe.js";
import { readSyncApplicationStates, readSyncService } from "../../src/tenant/sync-applications.js";
import { answering, type Canned, cannedService, forbidden, json, notFound } from "./canned-service.js";

const PRINCIPAL = "/v1.0/servicePrincipals/p-1";
const APPLICATION = "/v1.0/applications(appId='a-1')";
const [WRITEBACK = ""] = PASSWORD_WRITEBACK_ROLE_IDS;
const list = (...value: readonly unknown[]) => json({ value });
const ANSWERS: Readonly<Record<string, Canned>> = {
  [PRINCIPAL]: json({ id: "p-1", appId: "a-1", displayName: "App", accountEnabled: true }),
  [`${PRINCIPAL}/owners`]: list(
    { id: "o-1", userPrincipalName: "eve@contoso.com" },
    { id: "o-2", displayName: "Pipe" },
  ),
  [`${PRINCIPAL}/appRoleAssignments`]: list({ appRoleId: WRITEBACK.toUpperCase() }, { appRoleId: "r-1" }),
  [APPLICATION]: json({
    id: "obj-1",
    keyCredentials: [
      { keyId: "k-1", startDateTime: "2026-10-01T00:00:00Z", endDateTime: "2026-12-30T00:00:00Z", key: "c2VjcmV0" },
      { keyId: null, customKeyIdentifier: "AB12" },
    ],
    passwordCredentials: [{ hint: "abc", secretText: null }],
  }),
  "/v1.0/applications/obj-1/owners": list({ id: "o-1", userPrincipalName: "eve@contoso.com" }, { id: "o-3" }),
  "/v1.0/applications/obj-1/federatedIdentityCredentials": list({ name: "pipeline" }),
};
const ONE = { value: [{ principalId: "p-1", displayName: "App" }], source: { request: "GET /" } };

async function stateWith(changed: Readonly<Record<string, Canned>>) {
  const { value } = await readSyncApplicationStates(answering({ ...ANSWERS, ...changed }).client, ONE);
  const [state] = value;
  if (state === undefined) throw new Error("No application was looked at.");
  return state;
}

test("what it proves itself with, who owns it, what else it may do; no key and no hint", async () => {
  const state = await stateWith({});
  expect(state).toMatchObject({
    principalId: "p-1",
    displayName: "App",
    appId: "a-1",
    enabled: true,
    credentials: {
      state: "known",
      value: {
        certificates: [
          { keyId: "k-1", start: "2026-10-01T00:00:00Z", end: "2026-12-30T00:00:00Z" },
          { keyId: "", start: null, end: null },
        ],
        secrets: 1,
        federated: 1,
        owners: ["eve@contoso.com", "o-3", "Pipe"],
      },
    },
    passwordWriteback: { state: "known", value: [WRITEBACK] },
  });
  expect(JSON.stringify(state)).not.toMatch(/c2VjcmV0|AB12|abc/);
});

test.each([
  ["the application is refused", { [APPLICATION]: forbidden }],
  ["its service principal is refused", { [PRINCIPAL]: forbidden }],
  ["its service principal is gone", { [PRINCIPAL]: notFound }],
  ["its client id is not told", { [PRINCIPAL]: json({ id: "p-1" }) }],
  ["its secrets are left out", { [APPLICATION]: json({ id: "obj-1", keyCredentials: [] }) }],
  [
    "its certificates are null",
    { [APPLICATION]: json({ id: "obj-1", keyCredentials: null, passwordCredentials: [] }) },
  ],
  ["its owners are refused", { "/v1.0/applications/obj-1/owners": forbidden }],
  ["its service principal's owners are refused", { [`${PRINCIPAL}/owners`]: forbidden }],
  ["its other issuers are refused", { "/v1.0/applications/obj-1/federatedIdentityCredentials": forbidden }],
])("%s: its credentials are not known, never none; the rest is", async (_what, changed) => {
  expect(await stateWith(changed)).toMatchObject({
    credentials: { state: "unknown" },
    passwordWriteback: { state: "known" },
  });
});

test("its roles are refused: the rest is known", async () => {
  expect(await stateWith({ [`${PRINCIPAL}/appRoleAssignments`]: forbidden })).toMatchObject({
    credentials: { state: "known" },
    passwordWriteback: { state: "unknown" },
  });
});

test("an application that is not in this tenant is an answer", async () => {
  expect((await stateWith({ [APPLICATION]: notFound })).credentials).toMatchObject({ state: "known", value: null });
});

test("whether it is enabled is not told: not known", async () => {
  expect((await stateWith({ [PRINCIPAL]: json({ id: "p-1", appId: "a-1" }) })).enabled).toBeNull();
});

test("of more than 40 the first are looked at", async () => {
  const many = Array.from({ length: 45 }, (_, index) => ({ principalId: `p-${index}`, displayName: `App${index}` }));
  const { client } = cannedService(() => forbidden);
  const { value } = await readSyncApplicationStates(client, { ...ONE, value: many });
  expect(value.map(({ principalId }) => principalId)).toEqual(many.slice(0, 40).map(({ principalId }) => principalId));
});

const service = (answer: Canned) =>
  observe(readSyncService(answering({ [`/v1.0/servicePrincipals(appId='${SYNC_SERVICE_APP_ID}')`]: answer }).client));

test.each([
  ["enabled", json({ id: "s-1", accountEnabled: true }), { enabled: true }],
  ["disabled", json({ id: "s-1", accountEnabled: false }), { enabled: false }],
  ["not told", json({ id: "s-1" }), { enabled: null }],
  ["absent", notFound, null],
])("Microsoft's own: %s", async (_what, answer, value) => {
  expect(await service(answer)).toMatchObject({ state: "known", value });
});

test.each([
  ["refused", forbidden],
  ["nothing", json(null)],
  ["a text", json({ id: "s-1", accountEnabled: "true" })],
])("Microsoft's own: %s is not known, never absent", async (_what, answer) => {
  expect((await service(answer)).state).toBe("unknown");
});
