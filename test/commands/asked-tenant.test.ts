import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { CLOUDS } from "../../src/cloud/clouds.js";
import type { ServiceClient } from "../../src/cloud/service-client.js";
import type { AuthKind } from "../../src/cloud/sign-in/auth-kinds.js";
import { askedTenantId, confirmTenant } from "../../src/commands/asked-tenant.js";
import { GuardError, PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";

const OURS = "1f0f3a5c-7f3e-4a55-9b0e-0d8f35a1c001";
const THEIRS = "2f0f3a5c-7f3e-4a55-9b0e-0d8f35a1c002";
const tokenOf = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
const asked = (kind: AuthKind, tenant = OURS) => ({ cloud: CLOUDS.public, tenant, kind });

/** Graph that knows the tenant's name, or refuses it. */
function graphOf(id: string | Error): ServiceClient {
  const organization = { id, displayName: "Theirs", verifiedDomains: [{ name: "theirs.example", isInitial: true }] };
  return {
    get: async <T>(_path: string, shape: z.ZodType<T>) => {
      if (id instanceof Error) throw id;
      return { value: shape.parse({ value: [organization] }), source: { request: "GET organization" } };
    },
  } as unknown as ServiceClient;
}

const NO_GRAPH = graphOf(new Error("Graph is not to be asked."));

function loginHost(status: number, body: unknown) {
  const urls: string[] = [];
  const send = async ({ url }: { readonly url: string }) => {
    urls.push(url);
    return { status, headers: {}, body: JSON.stringify(body) };
  };
  return { transport: { send } as unknown as Parameters<typeof askedTenantId>[1], urls };
}

describe("what was asked for", () => {
  test("by id, or by kinds that sign in at the tenant's own address, nobody is asked", async () => {
    const { transport, urls } = loginHost(500, {});
    expect(await askedTenantId(asked("azure-cli", OURS.toUpperCase()), transport)).toBe(OURS);
    for (const kind of ["secret", "certificate", "workload-identity", "device-code", "browser"] as const)
      expect(await askedTenantId(asked(kind, "ours.example"), transport)).toBeNull();
    expect(urls).toEqual([]);
  });

  test("by a domain, the login host tells the id, in one request", async () => {
    const { transport, urls } = loginHost(200, { issuer: `https://login.microsoftonline.com/${OURS}/v2.0` });
    expect(await askedTenantId(asked("azure-cli", "ours.example"), transport)).toBe(OURS);
    expect(urls).toEqual(["https://login.microsoftonline.com/ours.example/v2.0/.well-known/openid-configuration"]);
  });

  test("a login host that does not tell leaves nothing to go by", async () => {
    const silent = askedTenantId(asked("managed-identity", "ours.example"), loginHost(200, {}).transport);
    expect((await caught(GuardError, silent)).code).toBe("tenant-unconfirmed");
    const portal = askedTenantId(asked("managed-identity", "ours.example"), loginHost(503, {}).transport);
    const error = await caught(ServiceError, portal);
    expect([error.code, error.status]).toEqual(["unexpected-answer", 503]);
    expect(error.remedy).toContain("by its id");
  });
});

describe("whose the sign-in is", () => {
  test.each(["azure-cli", "managed-identity", "secret", "browser"] as const)(
    "%s: by the token, in any case",
    async (kind) => {
      const token = tokenOf({ tid: OURS.toUpperCase() });
      await expect(confirmTenant(asked(kind), OURS, token, NO_GRAPH)).resolves.toBeUndefined();
      const other = confirmTenant(asked(kind, "ours.example"), OURS, tokenOf({ tid: THEIRS }), NO_GRAPH);
      const error = await caught(GuardError, other);
      expect(error.code).toBe("other-tenant");
      expect(error.message).toContain(THEIRS);
      expect(error.message).toContain(`ours.example (${OURS})`);
    },
  );

  test("a token that cannot be read: Graph says it, of kinds that could be anybody's", async () => {
    await expect(confirmTenant(asked("secret"), OURS, "opaque", NO_GRAPH)).resolves.toBeUndefined();
    await expect(confirmTenant(asked("azure-cli"), OURS, "opaque", graphOf(OURS))).resolves.toBeUndefined();
    const other = confirmTenant(asked("azure-cli"), OURS, "opaque", graphOf(THEIRS));
    expect((await caught(GuardError, other)).code).toBe("other-tenant");
    const refused = graphOf(new PermissionError("Not yours.", { code: "denied", remedy: "" }));
    const untold = confirmTenant(asked("azure-cli"), OURS, "opaque", refused);
    expect((await caught(GuardError, untold)).code).toBe("tenant-unconfirmed");
  });
});
