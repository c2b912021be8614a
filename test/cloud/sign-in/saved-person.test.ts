// A person whose sign-in was saved: tokens come silently; what a service demands beyond them is asked of the person.
import type { ICachePlugin } from "@azure/msal-node";
import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";
import type { SavedTokens, SignedIn, SignInRequest } from "../../../src/cloud/sign-in/credential.js";
import { AadcError, PermissionError, ServiceError, SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { type LoginHost, type LoginHostOptions, loginHost, refusal } from "../../support/login-host.js";
import { type ManualClock, manualClock } from "../../support/manual-clock.js";
import { recordHosts } from "../../support/recorded-hosts.js";
import { ARM_SCOPE, CLIENT_ID, GRAPH_SCOPE, signIn } from "../../support/sign-in-under-test.js";
import { SIGNED_IN, SOMEONE_ELSE, TENANT_ID } from "../../support/signed-in-person.js";

recordHosts();
beforeEach(() => nock.enableNetConnect(/^(localhost|127\.0\.0\.1):/));

const LOGIN_LINE = "aadc-cloud login --tenant contoso.example --client-id 2222";
const MFA_CLAIMS = JSON.stringify({ access_token: { acrs: { essential: true, values: ["p1"] } } });

const DEVICE_CODE = {
  body: {
    device_code: "BAQABIQEAAAD-device-code",
    user_code: "C0DE1234",
    verification_uri: "https://microsoft.com/devicelogin",
    expires_in: 900,
    interval: 5,
    message: "Enter C0DE1234.",
  },
};

/** What a store gives to MSAL, with the file in memory. */
function memory(tokens: string): ICachePlugin & { tokens: string } {
  const file = {
    tokens,
    beforeCacheAccess: async (context: Parameters<ICachePlugin["beforeCacheAccess"]>[0]) => {
      context.tokenCache.deserialize(file.tokens);
    },
    afterCacheAccess: async (context: Parameters<ICachePlugin["afterCacheAccess"]>[0]) => {
      if (context.cacheHasChanged) file.tokens = context.tokenCache.serialize();
    },
  };
  return file;
}

/** MSAL looks at the machine's clock. @param ahead milliseconds by which this one is later */
function todaysClock(ahead = 0): ManualClock {
  return manualClock({ epoch: Date.now() + ahead });
}

/** Somebody who has logged in, in an earlier run. */
async function loggedIn(): Promise<SignedIn> {
  loginHost({ granted: SIGNED_IN, deviceCode: DEVICE_CODE });
  const { credential } = await signIn("device-code");
  await credential.getToken(GRAPH_SCOPE);
  const signedIn = await credential.signedIn?.();
  nock.cleanAll();
  if (signedIn === undefined) throw new Error("Nobody has signed in.");
  return signedIn;
}

async function savedPerson(
  options: LoginHostOptions = {},
  saved: Partial<SavedTokens> = {},
  given: Partial<SignInRequest> = {},
) {
  const { homeAccountId, tokens } = await loggedIn();
  const plugin = memory(tokens);
  const login = loginHost({ granted: SIGNED_IN, deviceCode: DEVICE_CODE, ...options });
  const told: string[] = [];
  const under = await signIn("device-code", {
    saved: { homeAccountId, plugin, loginLine: LOGIN_LINE, mayAsk: true, ...saved },
    tell: (line) => told.push(line),
    ...given,
  });
  return { ...under, login, plugin, told };
}

test("what login keeps says who has signed in", async () => {
  const { tenantId, homeAccountId, userName, tokens } = await loggedIn();
  expect([tenantId, userName]).toEqual([TENANT_ID, "adele@contoso.example"]);
  expect(homeAccountId.endsWith(`.${TENANT_ID}`)).toBe(true);
  expect(tokens).toContain("refresh-of-adele");
});

describe("a saved session", () => {
  test("gives its token without a request", async () => {
    const { credential, login, shown } = await savedPerson({}, {}, { clock: todaysClock() });
    expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("access-1");
    expect(login.forms()).toEqual([]);
    expect(shown).toEqual([]);
  });

  test("renews by its refresh token what is new, late or asked for afresh, and keeps it", async () => {
    const { credential, login, shown, plugin } = await savedPerson({}, {}, { clock: todaysClock() });
    await credential.getToken(ARM_SCOPE);
    await credential.getToken(GRAPH_SCOPE, { fresh: true });
    expect(login.forms().map((form) => form.get("refresh_token"))).toEqual(["refresh-of-adele", "refresh-of-adele"]);
    expect(shown).toEqual([]);
    expect(plugin.tokens).toContain("access-2");
  });

  test("renews what is late by the clock that was handed in", async () => {
    const { credential, login } = await savedPerson({}, {}, { clock: todaysClock(61 * 60_000) });
    await credential.getToken(GRAPH_SCOPE);
    expect(login.forms().map((form) => form.get("grant_type"))).toEqual(["refresh_token"]);
  });

  test.each([
    [50173, "revoked"],
    [70043, "expired by policy"],
    [700082, "expired by inactivity"],
    [70008, "expired"],
    [50076, "in need of a second factor"],
    [50078, "in need of a newer second factor"],
  ])("that is refused (AADSTS%i, %s) says which line signs in again", async (number) => {
    const { credential, shown } = await savedPerson({ tokens: [refusal(number, "invalid_grant", 400)] });
    const error = await caught(SignInError, credential.getToken(ARM_SCOPE));
    expect(error.code).toBe(`AADSTS${number}`);
    expect(error.remedy).toContain(LOGIN_LINE);
    expect(shown).toEqual([]);
  });

  test("whose account is disabled names what to do besides", async () => {
    const { credential } = await savedPerson({ tokens: [refusal(50057, "invalid_grant", 400)] });
    const error = await caught(AadcError, credential.getToken(ARM_SCOPE));
    expect(error.code).toBe("AADSTS50057");
    expect(error.remedy).toContain("enable");
  });

  test("that lacks consent is for an administrator, not for another login", async () => {
    const { credential } = await savedPerson({ tokens: [refusal(65001, "invalid_grant", 400)] });
    const error = await caught(PermissionError, credential.getToken(ARM_SCOPE));
    expect(error.remedy).not.toContain(LOGIN_LINE);
  });

  test("is not blamed for a host that fails", async () => {
    const { credential } = await savedPerson({ tokens: Array(6).fill({ status: 503, body: "" }) });
    await caught(ServiceError, credential.getToken(ARM_SCOPE));
  });

  test("without its account, or without tokens, says which line signs in again", async () => {
    const gone = await savedPerson({}, { homeAccountId: "nobody" });
    expect((await caught(SignInError, gone.credential.getToken(GRAPH_SCOPE))).remedy).toContain(LOGIN_LINE);
    const { homeAccountId, tokens } = await loggedIn();
    const emptied = { ...(JSON.parse(tokens) as Record<string, unknown>), RefreshToken: {}, AccessToken: {} };
    const empty = await savedPerson({}, { homeAccountId, plugin: memory(JSON.stringify(emptied)) });
    expect((await caught(SignInError, empty.credential.getToken(GRAPH_SCOPE))).remedy).toContain(LOGIN_LINE);
  });

  test("that the store cannot read says what the store says, and which line signs in again", async () => {
    const refused = new SignInError("The saved sign-in in FILE cannot be used: it is truncated.", {
      code: "session-damaged",
      remedy: "Sign in again: aadc-cloud login --tenant X",
    });
    const { credential } = await savedPerson(
      {},
      { plugin: { beforeCacheAccess: () => Promise.reject(refused), afterCacheAccess: async () => undefined } },
    );
    const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    expect([error.code, error.remedy]).toEqual(["session-damaged", `Sign in again: ${LOGIN_LINE}`]);
    expect(error.message).toContain("truncated");
  });
});

describe("a claims challenge", () => {
  test("is answered silently where the refresh token serves", async () => {
    const { credential, login, shown } = await savedPerson();
    await credential.getToken(GRAPH_SCOPE, { claims: MFA_CLAIMS });
    expect(login.forms().map((form) => form.get("grant_type"))).toEqual(["refresh_token"]);
    expect(JSON.parse(login.forms()[0]?.get("claims") ?? "")).toMatchObject({
      access_token: { acrs: { values: ["p1"] }, xms_cc: { values: ["cp1"] } },
    });
    expect(shown).toEqual([]);
  });

  test("asks the person where it does not, says why, and keeps the answer", async () => {
    const { credential, login, shown, told, plugin } = await savedPerson({
      tokens: [refusal(50076, "interaction_required", 400)],
      granted: { ...SIGNED_IN, refresh_token: "stronger-refresh" },
    });
    await credential.getToken(ARM_SCOPE, { claims: MFA_CLAIMS });
    expect(login.forms().map((form) => form.get("grant_type"))).toEqual(["refresh_token", "device_code"]);
    expect(login.forms()[1]?.get("claims")).toContain("p1");
    expect(shown).toEqual(["Enter C0DE1234."]);
    expect(told.join()).toContain("management.azure.com asks for multifactor authentication: please sign in");
    expect(plugin.tokens).toContain("stronger-refresh");
  });

  test("asks nobody where nobody may be asked", async () => {
    const { credential, shown } = await savedPerson(
      { tokens: [refusal(50076, "interaction_required", 400)] },
      { mayAsk: false },
    );
    const error = await caught(SignInError, credential.getToken(ARM_SCOPE, { claims: MFA_CLAIMS }));
    expect(error.remedy).toContain(LOGIN_LINE);
    expect(shown).toEqual([]);
  });

  const steps = ({ requests }: LoginHost) =>
    requests
      .filter(({ method }) => method === "POST")
      .map(({ path }) => path.split("?")[0]?.split("/").at(-1))
      .slice(2);

  test("of two services at once asks once, where the one answer serves both", async () => {
    const demand = refusal(50173, "invalid_grant", 400);
    const { credential, login, shown, told } = await savedPerson({ tokens: [demand, demand] });
    await Promise.all([
      credential.getToken(ARM_SCOPE, { claims: MFA_CLAIMS }),
      credential.getToken(GRAPH_SCOPE, { claims: MFA_CLAIMS }),
    ]);
    expect(steps(login)).toEqual(["devicecode", "token", "token"]);
    expect([shown.length, told.length]).toEqual([1, 1]);
  });

  test("of two services at once asks one after the other, where it does not", async () => {
    const demand = refusal(50076, "interaction_required", 400);
    const granted = { body: { token_type: "Bearer", expires_in: 3_600, access_token: "first", ...SIGNED_IN } };
    const { credential, login, shown } = await savedPerson({ tokens: [demand, demand, granted, demand] });
    await Promise.all([
      credential.getToken(ARM_SCOPE, { claims: MFA_CLAIMS }),
      credential.getToken(GRAPH_SCOPE, { claims: MFA_CLAIMS }),
    ]);
    expect(steps(login)).toEqual(["devicecode", "token", "token", "devicecode", "token"]);
    expect(shown).toHaveLength(2);
  });

  test("is not answered by somebody else, whose tokens are not kept", async () => {
    const { credential, plugin } = await savedPerson({
      tokens: [refusal(50076, "interaction_required", 400)],
      granted: SOMEONE_ELSE,
    });
    const error = await caught(SignInError, credential.getToken(ARM_SCOPE, { claims: MFA_CLAIMS }));
    expect(error.code).toBe("someone-else");
    expect(error.message).toContain("megan@contoso.example");
    expect(error.remedy).toContain("adele@contoso.example");
    expect(plugin.tokens).not.toContain("refresh-of-megan");
    expect(plugin.tokens).toContain("refresh-of-adele");
  });
});

test("who was asked a moment ago is asked again for the second factor of another resource", async () => {
  const demand = refusal(50076, "interaction_required", 400);
  const login = loginHost({
    granted: SIGNED_IN,
    deviceCode: DEVICE_CODE,
    tokens: [
      { body: { token_type: "Bearer", expires_in: 3_600, access_token: "first", ...SIGNED_IN } },
      { ...demand, body: { ...(demand.body as object), claims: MFA_CLAIMS } },
    ],
  });
  const { credential, shown } = await signIn("device-code");
  await credential.getToken(GRAPH_SCOPE);
  await credential.getToken(ARM_SCOPE);
  expect(shown).toHaveLength(2);
  expect(login.forms().at(-1)?.get("claims")).toContain("p1");
  expect(login.forms()[0]?.get("client_id")).toBe(CLIENT_ID);
});
