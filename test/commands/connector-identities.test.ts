import { expect, test } from "vitest";
import { connectorIdentities } from "../../src/commands/connector-identities.js";
import type { Fact } from "../../src/shapes/fact.js";
import type { IdentityView } from "../../src/sync/judged.js";
import type { SyncApplicationState } from "../../src/tenant/sync-applications.js";
import { ago, DAY, fact, IDENTITY, refused, snapshotOf } from "../sync/healthy-snapshot.js";

const APPLICATION: IdentityView = {
  ...IDENTITY,
  id: "p-1",
  name: "ConnectSyncProvisioning_AADC-NEW",
  kind: "application",
};
const CERTIFICATE = { keyId: "k-1", start: ago(DAY), end: ago(-DAY) };
const STATE: SyncApplicationState = {
  principalId: "p-1",
  displayName: APPLICATION.name,
  appId: "a-1",
  enabled: true,
  credentials: fact({ certificates: [CERTIFICATE], secrets: 1, federated: 0, owners: ["adele@contoso.com"] }),
  passwordWriteback: fact(["role-1"]),
};

function shown(list: readonly IdentityView[], applicationStates: Fact<readonly SyncApplicationState[]>) {
  const found = connectorIdentities(fact(list), snapshotOf({ applicationStates }));
  return found.state === "known" ? found.value.map(({ application }) => application) : undefined;
}

test("an application has what it proves itself with, and how many own it, but not who", () => {
  const list = shown([APPLICATION], fact([STATE]));
  expect(list).toMatchObject([
    {
      value: {
        appId: "a-1",
        credentials: { value: { certificates: [CERTIFICATE], secrets: 1, federated: 0, owners: 1 } },
        passwordWriteback: { value: true },
      },
    },
  ]);
  expect(JSON.stringify(list)).not.toContain("adele");
});

test("no more of a certificate is shown than its id and its time", () => {
  const more = { ...CERTIFICATE, key: "c2VjcmV0", customKeyIdentifier: "thumbprint" };
  const credentials = fact({ certificates: [more], secrets: 0, federated: 0, owners: [] });
  expect(JSON.stringify(shown([APPLICATION], fact([{ ...STATE, credentials }])))).not.toMatch(/c2VjcmV0|thumbprint/);
});

test("a user has no application", () => {
  expect(shown([IDENTITY, { ...IDENTITY, kind: "cloud-sync" }], fact([STATE]))).toEqual([null, null]);
});

test("an application of another tenant, and one that may not be looked into, are told apart", () => {
  const other = { ...STATE, principalId: "p-2", credentials: refused<never>(), passwordWriteback: refused<never>() };
  const list = shown(
    [APPLICATION, { ...APPLICATION, id: "p-2" }],
    fact([{ ...STATE, credentials: fact(null), passwordWriteback: fact([]) }, other]),
  );
  expect(list).toMatchObject([
    { value: { credentials: { state: "known", value: null }, passwordWriteback: { value: false } } },
    { value: { credentials: refused(), passwordWriteback: refused() } },
  ]);
});

test("what was not read is unknown, never empty", () => {
  expect(shown([APPLICATION], refused())).toEqual([refused()]);
  expect(shown([{ ...APPLICATION, id: "p-41" }], fact([STATE]))).toMatchObject([
    { state: "unknown", reason: "Only the first 1 applications were looked at." },
  ]);
  expect(connectorIdentities(refused(), snapshotOf())).toEqual(refused());
});
