// A challenge is answered once, for all who meet it, and the same request goes out again; nobody is asked in vain twice.
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createArmClient } from "../../src/cloud/arm.js";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createGraphClient } from "../../src/cloud/graph.js";
import type { ServiceClient } from "../../src/cloud/service-client.js";
import type { AuthKind } from "../../src/cloud/sign-in/auth-kinds.js";
import type { Credential } from "../../src/cloud/sign-in/credential.js";
import { PermissionError, ServiceError, SignInError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { answering, type Recorded, type Reply, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

const thing = z.object({ id: z.string() });
const NEWER = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
const LATER = NEWER.replace("1700000000", "1700000001");
const MFA = '{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}';

const challenge = (claims: string, status = 401): Reply => ({
  status,
  headers: {
    "www-authenticate": `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`,
  },
  body: {
    error: { code: "InvalidAuthenticationToken", message: "Continuous access evaluation resulted in challenge" },
  },
});

interface Asking extends Credential {
  /** The claims of each request for a token that had some. */
  readonly claims: readonly string[];
}

/** Keeps its token until claims are asked for, as the real ones do; `answer` decides about those. */
function credential(answer: (claims: string) => Promise<void> = async () => {}, kind: AuthKind = "secret"): Asking {
  const claims: string[] = [];
  let serial = 1;
  return {
    kind,
    claims,
    async getToken(_scopes, options) {
      if (options?.claims !== undefined) {
        claims.push(options.claims);
        await answer(options.claims);
        serial += 1;
      }
      return { token: `token-${serial}`, expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
    },
  };
}

interface Service {
  readonly name: string;
  readonly origin: string;
  readonly client: (credential: Credential) => ServiceClient;
}

const SERVICES: readonly Service[] = [
  { name: "Microsoft Graph", origin: CLOUDS.public.graph, client: (by) => client(createGraphClient, by) },
  { name: "Azure Resource Manager", origin: CLOUDS.public.arm, client: (by) => client(createArmClient, by) },
];

function client(create: typeof createGraphClient, by: Credential): ServiceClient {
  const transport = transportUnderTest();
  onTestFinished(() => transport.close());
  return create(CLOUDS.public, by, transport);
}

const tokens = (requests: readonly Recorded[]) => requests.map(({ headers }) => headers["authorization"]?.slice(7));

describe.each(SERVICES)("$name", ({ origin, client: clientFor }) => {
  test.each([401, 403])(
    "challenges a read with %i: the same request again, with a token that has the claims",
    async (status) => {
      const by = credential();
      const requests = answering(origin, [challenge(NEWER, status), { body: { id: "a" } }]);
      expect((await clientFor(by).get("/v1.0/x", thing, "read-users")).value).toEqual({ id: "a" });
      expect(by.claims).toEqual([NEWER]);
      expect(tokens(requests)).toEqual(["token-1", "token-2"]);
      expect(requests.map(({ path }) => path)).toEqual(["/v1.0/x", "/v1.0/x"]);
    },
  );

  test("challenges a write: body and all once more, since a refused one was not carried out", async () => {
    const by = credential();
    const requests = answering(origin, [challenge(MFA), { status: 200 }]);
    await clientFor(by).write("POST", "/v1.0/x", { displayName: "Adele" }, "create-users");
    const bodies = requests.map(({ body }) => (typeof body === "string" ? (JSON.parse(body) as unknown) : body));
    expect(bodies).toEqual([{ displayName: "Adele" }, { displayName: "Adele" }]);
    expect(requests.map(({ method }) => method)).toEqual(["POST", "POST"]);
    expect(by.claims).toEqual([MFA]);
  });

  test("challenges again: that is an error, which says what is asked for and what to do", async () => {
    const by = credential();
    const requests = answering(origin, () => challenge(MFA));
    const error = await caught(SignInError, clientFor(by).write("DELETE", "/v1.0/x", undefined, "remove-health"));
    expect(error).toMatchObject({ code: "claims-challenge" });
    expect(error.message).toContain("multifactor authentication");
    expect(error.remedy).toContain("sign in as a person");
    expect(requests).toHaveLength(2);
    expect(by.claims).toEqual([MFA]);
  });

  test("challenges many at once: one is asked, all go on", async () => {
    const by = credential(() => new Promise((resolve) => setTimeout(resolve, 30)));
    let asked = 0;
    const requests = answering(origin, ({ headers }) => {
      if (headers["authorization"] !== "Bearer token-1") return { body: { id: "a" } };
      asked += 1;
      return challenge(asked % 2 === 0 ? NEWER : LATER);
    });
    const api = clientFor(by);
    const all = await Promise.all(Array.from({ length: 8 }, () => api.get("/v1.0/x", thing, "read-users")));
    expect(all.map(({ value }) => value.id)).toEqual(Array(8).fill("a"));
    expect(by.claims).toHaveLength(1);
    expect(requests).toHaveLength(16);
  });

  test("challenges one that was sent before somebody answered: it takes that answer, and nobody is asked", async () => {
    const by = credential();
    let late: (() => void) | undefined;
    const requests = answering(origin, ({ path, headers }) => {
      if (headers["authorization"] !== "Bearer token-1") return { body: { id: path } };
      return challenge(NEWER);
    });
    const api = clientFor(
      slowOnce(
        by,
        new Promise<void>((resolve) => {
          late = resolve;
        }),
      ),
    );
    const slow = api.get("/v1.0/slow", thing, "read-users");
    expect((await api.get("/v1.0/fast", thing, "read-users")).value).toEqual({ id: "/v1.0/fast" });
    late?.();
    expect((await slow).value).toEqual({ id: "/v1.0/slow" });
    expect(by.claims).toEqual([NEWER]);
    expect(tokens(requests).filter((token) => token === "token-2")).toHaveLength(2);
  });

  test("asks for more than somebody else's answer has brought: then it is asked for", async () => {
    const by = credential(() => new Promise((resolve) => setTimeout(resolve, 20)));
    const needed: Readonly<Record<string, string>> = { "/v1.0/read": NEWER, "/v1.0/write": MFA };
    answering(origin, ({ path }) => {
      const claims = needed[path] ?? "";
      return by.claims.includes(claims) ? { body: { id: path } } : challenge(claims);
    });
    const api = clientFor(by);
    await Promise.all([
      api.get("/v1.0/read", thing, "read-users"),
      api.write("DELETE", "/v1.0/write", undefined, "remove-health"),
    ]);
    expect([...by.claims].sort()).toEqual([MFA, NEWER].sort());
  });

  test("asks what is refused: told with what was asked for, and nobody is asked a second time", async () => {
    const refusal = new SignInError("Microsoft Entra ID refused the sign-in: no method (AADSTS50079).", {
      code: "AADSTS50079",
      remedy: "Register a method.",
      requestId: "r-1",
    });
    const by = credential(() => Promise.reject(refusal), "device-code");
    const requests = answering(origin, () => challenge(MFA));
    const api = clientFor(by);
    for (const path of ["/v1.0/a", "/v1.0/b"]) {
      const error = await caught(SignInError, api.write("DELETE", path, undefined, "remove-health"));
      expect(error).toMatchObject({ code: "AADSTS50079", remedy: "Register a method.", requestId: "r-1" });
      expect(error.message).toBe(
        "The service asks for multifactor authentication. Microsoft Entra ID refused the sign-in: no method (AADSTS50079).",
      );
    }
    expect(by.claims).toEqual([MFA]);
    expect(requests).toHaveLength(2);
  });

  test("asks while the login host is away: the next request tries again", async () => {
    let away = true;
    const by = credential(async () => {
      if (!away) return;
      away = false;
      throw new ServiceError("Away.", { code: "unreachable", remedy: "Wait." });
    });
    answering(origin, ({ headers }) =>
      headers["authorization"] === "Bearer token-1" ? challenge(NEWER) : { body: { id: "a" } },
    );
    const api = clientFor(by);
    expect(await caught(ServiceError, api.get("/v1.0/x", thing, "read-users"))).toMatchObject({ code: "unreachable" });
    expect((await api.get("/v1.0/x", thing, "read-users")).value).toEqual({ id: "a" });
  });

  test.each([
    ["browser", "aadc-cloud login"],
    ["azure-cli", "az login"],
    ["secret", "AZURE_CLIENT_SECRET"],
    ["managed-identity", "managed identity"],
  ] as const)(
    "refuses the token of %s without a challenge: told how to get another (%s), sent once",
    async (kind, says) => {
      const requests = answering(origin, [
        { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } },
      ]);
      const by = credential(undefined, kind);
      const error = await caught(SignInError, clientFor(by).get("/v1.0/x", thing, "read-users"));
      expect(error.code).toBe("http-401");
      expect(error.remedy).toContain(says);
      expect(requests).toHaveLength(1);
      expect(by.claims).toEqual([]);
    },
  );

  test("refuses for want of a right: no challenge, no second request", async () => {
    const by = credential();
    const requests = answering(origin, [
      { status: 403, body: { error: { code: "Authorization_RequestDenied", message: "" } } },
    ]);
    await caught(PermissionError, clientFor(by).get("/v1.0/x", thing, "read-users"));
    expect(requests).toHaveLength(1);
    expect(by.claims).toEqual([]);
  });
});

/** The first token that is asked for is held back until `released`, as it was before. */
function slowOnce(by: Credential, released: Promise<void>): Credential {
  let first = true;
  return {
    kind: by.kind,
    async getToken(scopes, options) {
      const token = await by.getToken(scopes, options);
      if (!first) return token;
      first = false;
      await released;
      return token;
    },
  };
}
