// What a login host publishes of a tenant, to anybody: asked without a token.
import * as z from "zod";
import { ServiceError } from "../shapes/errors.js";
import type { Read } from "./answers.js";
import type { Cloud } from "./clouds.js";
import type { Transport } from "./transport.js";

const wire = z.object({
  issuer: z.string().nullish(),
  tenant_region_scope: z.string().nullish(),
  tenant_region_sub_scope: z.string().nullish(),
  cloud_instance_name: z.string().nullish(),
  msgraph_host: z.string().nullish(),
});

/** Marks by which a tenant's cloud is told. Null: not said. */
export interface Discovery {
  readonly tenantId: string | null;
  readonly regionScope: string | null;
  readonly regionSubScope: string | null;
  readonly instanceName: string | null;
  readonly graphHost: string | null;
}

/**
 * The tenant's OpenID configuration. Source: OpenID Connect Discovery 1.0; the marks of the cloud are Microsoft's own.
 * @throws {ServiceError} where the login host does not know the tenant (`tenant-not-found`), or cannot be understood
 */
export async function readDiscovery(
  transport: Pick<Transport, "send">,
  cloud: Cloud,
  tenant: string,
): Promise<Read<Discovery>> {
  const host = new URL(cloud.login).host;
  const url = `${cloud.login}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`;
  const answer = await transport.send({ method: "GET", url, replay: "always" });
  const request = "GET openid-configuration";
  if (answer.status === 400 && /AADSTS(90002|900023|90019)\b/.test(answer.body))
    throw new ServiceError(`${host} knows no tenant "${tenant}".`, {
      code: "tenant-not-found",
      remedy: "Check --tenant (id or verified domain) and --cloud: a tenant lives in one cloud only.",
      status: answer.status,
    });
  const parsed = wire.safeParse(answer.status === 200 ? jsonOf(answer.body) : undefined);
  if (!parsed.success)
    throw new ServiceError(`${host} did not answer with the tenant's configuration (status ${answer.status}).`, {
      code: "unexpected-answer",
      remedy: "Something between may be answering instead of Microsoft: a captive portal or a proxy.",
      status: answer.status,
    });
  const { data } = parsed;
  return {
    source: { request },
    value: {
      tenantId: /\/([0-9a-f]{8}-[0-9a-f-]{27})\//i.exec(data.issuer ?? "")?.[1]?.toLowerCase() ?? null,
      regionScope: data.tenant_region_scope ?? null,
      regionSubScope: data.tenant_region_sub_scope ?? null,
      instanceName: data.cloud_instance_name ?? null,
      graphHost: data.msgraph_host ?? null,
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}
