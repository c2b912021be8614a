// Which way of signing in is taken: the documented order, with its reasons, and the session that a tenant's name means.
import { describe, expect, test } from "vitest";
import { loginLine } from "../../src/cli/login-line.js";
import { sessionFor } from "../../src/cli/session-choice.js";
import {
  choiceOfInteractive,
  choiceOfPerson,
  choiceWithoutPerson,
  type PersonsPlace,
  type SignInSettings,
  whatGoesBefore,
} from "../../src/cli/sign-in-choice.js";
import type { SavedSession } from "../../src/cloud/sign-in/saved-session.js";
import { UsageError } from "../../src/shapes/errors.js";
import { thrown } from "../shapes/thrown.js";

const NOTHING: SignInSettings = {
  auth: undefined,
  clientSecret: undefined,
  certificateFile: undefined,
  federatedTokenFile: undefined,
};
const EVERYTHING: SignInSettings = {
  auth: "azure-cli",
  clientSecret: "s",
  certificateFile: "c.pem",
  federatedTokenFile: "t",
};
const PLATFORM = { MSI_ENDPOINT: "http://127.0.0.1/msi", IDENTITY_ENDPOINT: "http://127.0.0.1/id" };

const SESSION: SavedSession = {
  cloud: "public",
  tenantId: "11111111-1111-4111-8111-111111111111",
  tenantNames: ["contoso.onmicrosoft.com", "contoso.com"],
  clientId: "aaaaaaaa-1111-4111-8111-111111111111",
  kind: "browser",
  userName: "adele@contoso.com",
  homeAccountId: "x.y",
  signedInAt: "2026-11-22T10:00:00.000Z",
};

const PLACE: PersonsPlace = {
  session: undefined,
  hasClient: false,
  inSandbox: false,
  hasBrowser: true,
  hasTerminal: true,
};

describe("without a person", () => {
  test("the order is: what was asked for, secret, certificate, federated token, the platform's identity", () => {
    const order = [
      [{}, "azure-cli", "--auth"],
      [{ auth: undefined }, "secret", "AZURE_CLIENT_SECRET"],
      [{ auth: undefined, clientSecret: undefined }, "certificate", "AZURE_CLIENT_CERTIFICATE_PATH"],
      [
        { auth: undefined, clientSecret: undefined, certificateFile: undefined },
        "workload-identity",
        "AZURE_FEDERATED_TOKEN_FILE",
      ],
      [NOTHING, "managed-identity", "IDENTITY_ENDPOINT"],
    ] as const;
    for (const [missing, kind, reason] of order) {
      const choice = choiceWithoutPerson({ ...EVERYTHING, ...missing }, PLATFORM, true);
      expect(choice?.kind).toBe(kind);
      expect(choice?.reason).toContain(reason);
    }
  });

  test("a variable is called a variable, and an empty one is none", () => {
    expect(choiceWithoutPerson(EVERYTHING, {}, false)?.reason).toContain("AADC_AUTH");
    expect(choiceWithoutPerson(NOTHING, { MSI_ENDPOINT: "http://x" }, false)?.reason).toContain("MSI_ENDPOINT");
    expect(choiceWithoutPerson(NOTHING, { IDENTITY_ENDPOINT: "" }, false)).toBeUndefined();
  });

  test("what goes before a saved sign-in is told to whoever logs in", () => {
    expect(whatGoesBefore(NOTHING, {}, false)).toEqual([]);
    expect(whatGoesBefore({ ...NOTHING, auth: "browser" }, {}, true)).toEqual([]);
    expect(whatGoesBefore({ ...NOTHING, auth: "browser" }, {}, false)).toEqual([expect.stringContaining("AADC_AUTH")]);
    expect(whatGoesBefore({ ...NOTHING, clientSecret: "s" }, {}, true)).toEqual([
      expect.stringContaining("AZURE_CLIENT_SECRET is set, which goes before"),
    ]);
  });
});

describe("of a person", () => {
  test.each([
    ["a saved sign-in", { session: SESSION, hasClient: true }, "browser", "login has saved it on 2026-11-22"],
    ["a saved one by code", { session: { ...SESSION, kind: "device-code" } }, "device-code", "login has saved it"],
    ["a saved one in the sandbox", { session: SESSION, inSandbox: true }, "browser", "login has saved it"],
    ["a client id", { hasClient: true }, "browser", "a browser can be opened"],
    ["a client id without a browser", { hasClient: true, hasBrowser: false }, "device-code", "no browser"],
    ["a client id without a terminal", { hasClient: true, hasTerminal: false }, "device-code", "no terminal"],
    ["the sandbox", { inSandbox: true }, "device-code", "sandbox"],
    ["nothing", {}, "azure-cli", "nothing else is set"],
  ] as const)("%s", (_what, given, kind, reason) => {
    const choice = choiceOfPerson({ ...PLACE, ...given });
    expect([choice.kind, choice.reason]).toEqual([kind, expect.stringContaining(reason)]);
  });

  test("login asks, whatever is saved", () => {
    expect(choiceOfInteractive(PLACE)).toMatchObject({ kind: "browser" });
    expect(choiceOfInteractive(PLACE).session).toBeUndefined();
  });
});

describe("the session that is meant", () => {
  const other = { ...SESSION, tenantId: "22222222-2222-4222-8222-222222222222", tenantNames: [] };
  const gov = { ...SESSION, cloud: "usgov" as const, tenantId: other.tenantId, tenantNames: ["fab.onmicrosoft.us"] };
  const client = { ...SESSION, clientId: "bbbbbbbb-1111-4111-8111-111111111111" };
  const any = { tenant: undefined, clientId: undefined, cloud: undefined };

  test.each([
    ["the only one", [SESSION], any, SESSION],
    ["none of none", [], any, undefined],
    ["by id in any case", [other, SESSION], { ...any, tenant: SESSION.tenantId.toUpperCase() }, SESSION],
    ["by one of its names in any case", [other, SESSION], { ...any, tenant: "Contoso.COM" }, SESSION],
    ["not by a name that is another's", [SESSION], { ...any, tenant: "contoso" }, undefined],
    ["the newest of several clients", [client, SESSION], any, client],
    ["the client that was given", [client, SESSION], { ...any, clientId: SESSION.clientId.toUpperCase() }, SESSION],
    ["none for another client", [SESSION], { ...any, clientId: "cccc" }, undefined],
    ["none for another cloud", [SESSION], { ...any, tenant: SESSION.tenantId, cloud: "china" as const }, undefined],
    ["the cloud decides between two", [SESSION, gov], { ...any, cloud: "usgov" as const }, gov],
  ])("%s", (_what, sessions, wanted, expected) => {
    expect(sessionFor(sessions, wanted)).toBe(expected);
  });

  test("several tenants and none named: all are listed, as they have to be typed", () => {
    const error = thrown(UsageError, () => sessionFor([SESSION, other, gov, client], any));
    expect(error.code).toBe("tenant-ambiguous");
    expect(error.remedy).toBe(
      `Give one of: --tenant contoso.onmicrosoft.com (adele@contoso.com); --tenant ${other.tenantId} (adele@contoso.com); --tenant fab.onmicrosoft.us --cloud usgov (adele@contoso.com).`,
    );
  });
});

describe("the line that signs in", () => {
  const place = {
    tenant: "contoso.com",
    clientId: "c-1",
    cloud: "public",
    sandboxDir: undefined,
    stateDir: undefined,
    platform: "linux" as const,
  };

  test.each([
    [{}, "aadc-cloud login --tenant contoso.com --client-id c-1"],
    [{ cloud: "usgov" }, "aadc-cloud login --tenant contoso.com --client-id c-1 --cloud usgov"],
    [{ tenant: undefined, clientId: undefined }, "aadc-cloud login"],
    [
      { cloud: "usgov", sandboxDir: "/tmp/a b" },
      "aadc-cloud login --tenant contoso.com --client-id c-1 --sandbox-dir '/tmp/a b'",
    ],
    [{ stateDir: "it's", tenant: undefined, clientId: undefined }, String.raw`aadc-cloud login --state-dir 'it'\''s'`],
    [{ stateDir: "$(rm -rf /)", tenant: undefined, clientId: undefined }, "aadc-cloud login --state-dir '$(rm -rf /)'"],
    [
      { stateDir: String.raw`C:\a b`, tenant: undefined, clientId: undefined, platform: "win32" as const },
      String.raw`aadc-cloud login --state-dir "C:\a b"`,
    ],
    [
      { stateDir: String.raw`C:\a`, tenant: undefined, clientId: undefined, platform: "win32" as const },
      String.raw`aadc-cloud login --state-dir C:\a`,
    ],
  ])("%o", (given, line) => {
    expect(loginLine({ ...place, ...given })).toBe(line);
  });
});
