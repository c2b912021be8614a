import { expect, test } from "vitest";
import { proxyFor } from "../../src/cloud/proxy.js";
import { AadcError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { manualClock } from "../support/manual-clock.js";
import { transportUnderTest } from "../support/transport-under-test.js";

test.each(["http://169.254.130.2:8081/msi/token", "http://169.254.255.2:8081/msi/token", "http://[fe80::1]/"])(
  "%s is link-local (App Service answers managed identities there) and never sent through a proxy",
  (url) => {
    expect(proxyFor(new URL(url), { HTTP_PROXY: "http://proxy:8080" })).toBeUndefined();
  },
);

test.each(["socks5://127.0.0.1:1080", "http://proxy host:8080", "http://proxy:port"])(
  "the unusable proxy address %s is the typist's error, said once",
  async (proxy) => {
    const clock = manualClock();
    const transport = transportUnderTest({ clock, connections: { environment: { HTTPS_PROXY: proxy } } });
    const error = await caught(
      AadcError,
      transport.send({ method: "GET", url: "https://graph.microsoft.com/", replay: "always" }),
    );
    await transport.close();
    expect(`${error.name}: ${error.message}`).toMatch(/^UsageError: .*proxy/i);
    expect(clock.sleeps).toEqual([]);
  },
);
