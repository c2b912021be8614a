// What the login service of one of Microsoft's clouds says of tenants that live in another.
import type { CloudName } from "../hosts.js";

interface CloudFacts {
  /** Of the openid-configuration ("OpenID Connect on the Microsoft identity platform", national clouds). */
  readonly instanceName: string;
  readonly azureAdGraphHost: string;
  readonly regionScope: string;
  /** `DODCON` marks GCC High; a commercial tenant has none. */
  readonly regionSubScope?: string;
  /** Names of the same login service ("Authority metadata", as its instance discovery answers). */
  readonly preferredNetwork: string;
  readonly preferredCache: string;
  readonly aliases: readonly string[];
}

/** The region scopes are those seen of European, GCC High and 21Vianet tenants; no page lists them (choice). */
export const CLOUD_FACTS: Readonly<Record<CloudName, CloudFacts>> = {
  public: {
    instanceName: "microsoftonline.com",
    azureAdGraphHost: "graph.windows.net",
    regionScope: "EU",
    preferredNetwork: "login.microsoftonline.com",
    preferredCache: "login.windows.net",
    aliases: ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
  },
  china: {
    instanceName: "partner.microsoftonline.cn",
    azureAdGraphHost: "graph.chinacloudapi.cn",
    regionScope: "AS",
    preferredNetwork: "login.partner.microsoftonline.cn",
    preferredCache: "login.partner.microsoftonline.cn",
    aliases: ["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
  },
  usgov: {
    instanceName: "microsoftonline.us",
    azureAdGraphHost: "graph.windows.net",
    regionScope: "USGov",
    regionSubScope: "DODCON",
    preferredNetwork: "login.microsoftonline.us",
    preferredCache: "login.microsoftonline.us",
    aliases: ["login.microsoftonline.us", "login.usgovcloudapi.net"],
  },
};

/**
 * Does the login service of `asked` know tenants of `home`? The commercial and the US Government cloud know of each
 * other, the one of 21Vianet is "physically isolated" ("National clouds"; that it knows nobody else's is a choice).
 */
export function knowsTenantsOf(asked: CloudName, home: CloudName): boolean {
  return asked === home || (asked !== "china" && home !== "china");
}

export interface CloudRefusal {
  readonly number: number;
  readonly text: string;
}

/**
 * The answer to a token request at another cloud's login service than the tenant's own. Confidential clients are seen
 * to get AADSTS900382; a person's of a US Government tenant gets AADSTS900439 at the public endpoint ("What's new in
 * Microsoft Entra ID", May 2020). Elsewhere a person's gets AADSTS90038 ("Microsoft Entra authentication and
 * authorization error codes": NationalCloudTenantRedirection; that it is this one is a choice).
 */
export function crossCloudRefusal(isConfidential: boolean, asked: CloudName, home: CloudName): CloudRefusal {
  if (isConfidential) return { number: 900382, text: "Confidential Client is not supported in Cross Cloud request." };
  if (asked === "public" && home === "usgov") return { number: 900439, text: "USGClientNotSupportedOnPublicEndpoint." };
  const [own, current] = [CLOUD_FACTS[home].instanceName, CLOUD_FACTS[asked].instanceName];
  return {
    number: 90038,
    text: `The specified tenant belongs to the National Cloud '${own}'. Current cloud instance '${current}' does not federate with ${own}.`,
  };
}
