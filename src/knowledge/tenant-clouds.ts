// How a tenant's published metadata tells which of Microsoft's clouds it lives in.

/**
 * By the scope within a region. Sources: "National clouds" (identity platform) for the clouds themselves; the marks are
 * not described by Microsoft, but known from what the login services publish of such tenants (as of 2026-11). `GCC` is a
 * US Government tenant that lives in the public cloud.
 */
export const CLOUD_BY_SUB_SCOPE: ReadonlyMap<string, "public" | "usgov" | "usgovdod"> = new Map([
  ["DODCON", "usgov"],
  ["DOD", "usgovdod"],
  ["GCC", "public"],
]);

/** By `cloud_instance_name`, the login service's own name. Source: OpenID configuration of each login service, 2026-11. */
export const CLOUD_BY_INSTANCE: ReadonlyMap<string, "public" | "usgov" | "china"> = new Map([
  ["microsoftonline.com", "public"],
  ["microsoftonline.us", "usgov"],
  ["partner.microsoftonline.cn", "china"],
  ["chinacloudapi.cn", "china"],
]);

/** By `msgraph_host`. Source: Microsoft Graph, "National cloud deployments". */
export const CLOUD_BY_GRAPH_HOST: ReadonlyMap<string, "public" | "usgov" | "usgovdod" | "china"> = new Map([
  ["graph.microsoft.com", "public"],
  ["graph.microsoft.us", "usgov"],
  ["dod-graph.microsoft.us", "usgovdod"],
  ["microsoftgraph.chinacloudapi.cn", "china"],
]);

/** What people call the clouds. */
export const CLOUD_TITLES = {
  public: "the public cloud",
  usgov: "US Government (GCC High)",
  usgovdod: "US Government (DoD)",
  china: "China (21Vianet)",
} as const;
