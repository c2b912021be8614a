/** The environment variables that name a proxy, in either case (curl's and Node's convention). */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/** Never sent through a proxy: this machine, and the link-local address of a managed identity. */
const ALWAYS_DIRECT = ["localhost", "127.0.0.1", "::1", "169.254.169.254"];

/** The proxy for a URL as the environment asks for it (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY); undefined: direct. */
export function proxyFor(url: URL, environment: ProxyEnvironment): string | undefined {
  const read = (name: string): string | undefined => {
    const value = environment[name.toLowerCase()] ?? environment[name.toUpperCase()];
    return value === undefined || value.trim() === "" ? undefined : value.trim();
  };
  const proxy = (url.protocol === "https:" ? read("https_proxy") : read("http_proxy")) ?? read("all_proxy");
  if (proxy === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (ALWAYS_DIRECT.includes(host)) return undefined;
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  const excluded = (read("no_proxy") ?? "").split(/[\s,]+/).some((entry) => matches(entry.toLowerCase(), host, port));
  if (excluded) return undefined;
  return /^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** One NO_PROXY entry: `*`, a host, a domain with or without leading dot or `*.`, each with an optional port. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const withPort = /^\[?(.+?)\]?:(\d+)$/.exec(entry);
  const isBareIpv6 = (entry.match(/:/g)?.length ?? 0) > 1 && !entry.startsWith("[");
  const name = (withPort !== null && !isBareIpv6 ? withPort[1] : entry.replace(/^\[|\]$/g, "")) ?? "";
  if (withPort !== null && !isBareIpv6 && withPort[2] !== port) return false;
  const domain = name.replace(/^\*?\./, "");
  return host === domain || host.endsWith(`.${domain}`);
}
