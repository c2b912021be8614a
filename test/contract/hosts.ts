// Which service a host name stands for. "National cloud deployments" (Graph), "Azure endpoints" of each cloud, "How to use
// managed identities to acquire an access token" (the address of the identity endpoint of virtual machines).

export type Service = "login" | "graph" | "arm" | "vault" | "publishing" | "identity" | "sandbox";

const HOSTS: readonly (readonly [RegExp, Service])[] = [
  [/^login\.(?:microsoftonline\.(?:com|us)|windows\.net|chinacloudapi\.cn|partner\.microsoftonline\.cn)$/u, "login"],
  [/^(?:graph\.microsoft\.(?:com|us)|dod-graph\.microsoft\.us|microsoftgraph\.chinacloudapi\.cn)$/u, "graph"],
  [/^management\.(?:azure\.com|usgovcloudapi\.net|chinacloudapi\.cn)$/u, "arm"],
  [/^[a-z0-9-]+\.vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)$/u, "vault"],
  [/^[a-z0-9-]+\.scm\.(?:azurewebsites\.(?:net|us)|chinacloudsites\.cn)$/u, "publishing"],
  [/^169\.254\.169\.254$/u, "identity"],
];

/** The service of an exchange; `sandbox` for its own controls, on whatever host; absent for a name of nobody. */
export function serviceOf(host: string, url: string): Service | undefined {
  if (/^\/(?:\$|%24)(?:support|sandbox)(?:[/?]|$)/iu.test(url)) return "sandbox";
  if (/^\/(?:metadata\/identity|msi)\//iu.test(url)) return "identity";
  const known = HOSTS.find(([pattern]) => pattern.test(host));
  return known?.[1] ?? (/^(?:localhost|127\.0\.0\.1)$/u.test(host) ? "sandbox" : undefined);
}
