import { UsageError } from "../shapes/errors.js";

/** The environment variables that name a proxy, in either case (curl's and Node's convention). */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/** Never sent through a proxy: this machine, and the link-local address of a managed identity. */
const ALWAYS_DIRECT = /^(localhost|127\.\d+\.\d+\.\d+|::1|169\.254\.\d+\.\d+|fe[89ab][0-9a-f]:.*)$/;

/** The proxy for a URL as the environment asks for it (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY); undefined: direct. */
export function proxyFor(url: URL, environment: ProxyEnvironment): string | undefined {
  const read = (name: string): string | undefined => {
    const value = environment[name.toLowerCase()] ?? environment[name.toUpperCase()];
    return value === undefined || value.trim() === "" ? undefined : value.trim();
  };
  const proxy = (url.protocol === "https:" ? read("https_proxy") : read("http_proxy")) ?? read("all_proxy");
  if (proxy === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (ALWAYS_DIRECT.test(host)) return undefined;
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  const excluded = (read("no_proxy") ?? "").split(/[\s,]+/).some((entry) => matches(entry.toLowerCase(), host, port));
  if (excluded) return undefined;
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return address;
  throw new UsageError("The proxy that the environment names cannot be used: it is no http:// or https:// address.", {
    code: "proxy-address",
    remedy: "Give HTTPS_PROXY the form http://host:port.",
  });
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
