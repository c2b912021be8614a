import { describe, expect, test } from "vitest";
import { type ProxyEnvironment, proxyFor } from "../../src/cloud/proxy.js";

const GRAPH = "https://graph.microsoft.com/v1.0/users";
const P = "http://proxy.contoso.example:8080";

const choose = (url: string, environment: ProxyEnvironment) => proxyFor(new URL(url), environment);

describe("which variable counts", () => {
  test.each<[string, string, ProxyEnvironment, string | undefined]>([
    ["none", GRAPH, {}, undefined],
    ["HTTPS_PROXY", GRAPH, { HTTPS_PROXY: P }, P],
    ["https_proxy", GRAPH, { https_proxy: P }, P],
    ["lower case before upper case", GRAPH, { https_proxy: P, HTTPS_PROXY: "http://other:1" }, P],
    ["HTTP_PROXY is not for https", GRAPH, { HTTP_PROXY: P, http_proxy: P }, undefined],
    ["HTTP_PROXY is for http", "http://contoso.example/", { HTTP_PROXY: P }, P],
    ["HTTPS_PROXY is not for http", "http://contoso.example/", { HTTPS_PROXY: P }, undefined],
    ["ALL_PROXY is for https", GRAPH, { ALL_PROXY: P }, P],
    ["all_proxy is for http", "http://contoso.example/", { all_proxy: P }, P],
    ["its own variable before ALL_PROXY", GRAPH, { HTTPS_PROXY: P, ALL_PROXY: "http://other:1" }, P],
    ["an empty one counts as none", GRAPH, { HTTPS_PROXY: " " }, undefined],
    ["spaces around are cut", GRAPH, { HTTPS_PROXY: ` ${P} ` }, P],
    ["without a scheme it speaks http", GRAPH, { HTTPS_PROXY: "proxy.contoso.example:8080" }, P],
    ["a proxy that is spoken to by TLS", GRAPH, { HTTPS_PROXY: "https://proxy:443" }, "https://proxy:443"],
  ])("%s", (_case, url, environment, proxy) => {
    expect(choose(url, environment)).toBe(proxy);
  });
});

test.each([
  "https://localhost/",
  "http://LOCALHOST:8080/",
  "https://127.0.0.1:8443/",
  "http://[::1]:8080/",
  "http://169.254.169.254/metadata/identity/oauth2/token",
])("%s is never sent through a proxy", (url) => {
  expect(choose(url, { HTTPS_PROXY: P, HTTP_PROXY: P, ALL_PROXY: P })).toBeUndefined();
});

describe("NO_PROXY", () => {
  test.each<[string, string, boolean]>([
    ["graph.microsoft.com", GRAPH, true],
    ["GRAPH.Microsoft.com", GRAPH, true],
    ["microsoft.com", GRAPH, true],
    [".microsoft.com", GRAPH, true],
    ["*.microsoft.com", GRAPH, true],
    [".graph.microsoft.com", GRAPH, true],
    ["*", GRAPH, true],
    ["soft.com", GRAPH, false],
    ["graph.microsoft.com.evil.example", GRAPH, false],
    ["login.microsoftonline.com", GRAPH, false],
    ["a.example, b.example,graph.microsoft.com", GRAPH, true],
    ["a.example b.example graph.microsoft.com", GRAPH, true],
    [" ,, ", GRAPH, false],
    [".", GRAPH, false],
    ["graph.microsoft.com:443", GRAPH, true],
    ["graph.microsoft.com:8443", GRAPH, false],
    [".microsoft.com:443", GRAPH, true],
    ["graph.microsoft.com:8443", "https://graph.microsoft.com:8443/", true],
    ["contoso.example:80", "http://contoso.example/", true],
    ["10.1.2.3", "https://10.1.2.3/", true],
    ["10.1.2.3:8443", "https://10.1.2.3/", false],
    ["2001:db8::1", "https://[2001:db8::1]/", true],
    ["[2001:db8::1]", "https://[2001:db8::1]:8443/", true],
    ["[2001:db8::1]:8443", "https://[2001:db8::1]:8443/", true],
    ["[2001:db8::1]:8443", "https://[2001:db8::1]/", false],
    ["2001:db8::2", "https://[2001:db8::1]/", false],
  ])("%j and %s: direct %s", (excluded, url, direct) => {
    const proxies = { HTTPS_PROXY: P, HTTP_PROXY: P };
    expect(choose(url, { ...proxies, NO_PROXY: excluded })).toBe(direct ? undefined : P);
    expect(choose(url, { ...proxies, no_proxy: excluded })).toBe(direct ? undefined : P);
  });
});
