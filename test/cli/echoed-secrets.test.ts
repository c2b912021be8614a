// A service that says secrets back, in places where nobody expects any: they are hidden wherever we write.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuthority } from "../support/certificates.js";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { runIn } from "../support/cli-stage.js";
import { type ConnectProxy, startProxy } from "../support/connect-proxy.js";
import { type LoopbackServer, startServer } from "../support/loopback-server.js";
import { temporaryFile, temporaryFolder } from "../support/temporary-folder.js";

const LOGIN = "login.microsoftonline.com";
const SECRET = 'ca~nary/0815+"quoted"&=%';

let echo: LoopbackServer;
let proxy: ConnectProxy;
let authority: string;
beforeAll(async () => {
  const echoAuthority = await createAuthority("Echo");
  authority = echoAuthority.pem;
  echo = await startServer(
    (response, { url, body }) => {
      response.setHeader("content-type", "application/json");
      if (url.includes("openid-configuration")) {
        const base = `https://${LOGIN}/contoso.onmicrosoft.com`;
        const endpoints = { authorization_endpoint: `${base}/a`, token_endpoint: `${base}/t`, issuer: `${base}/v2.0` };
        response.end(JSON.stringify({ ...endpoints, jwks_uri: `${base}/k` }));
        return;
      }
      const said = new URLSearchParams(body).get("client_secret") ?? "";
      response.statusCode = 400;
      const forms = [said, encodeURIComponent(said), Buffer.from(said).toString("base64")];
      const description = `AADSTS99999: The value ${forms.join(" or ")} does not please us.`;
      response.end(JSON.stringify({ error: "invalid_request", error_description: description, hint: forms }));
    },
    await echoAuthority.issue(LOGIN),
  );
  proxy = await startProxy({ port: echo.port });
});
afterAll(async () => {
  await proxy.close();
  await echo.close();
});

test.each([["text"], ["json"]])("a client secret, with -o %s", async (format) => {
  const cwd = temporaryFolder();
  const argv = ["verify-sync", "--auth", "secret", "--trace", "trace.jsonl", "-v", "-o", format];
  const { code, stdout, stderr } = await runIn(argv, {
    cwd,
    environment: {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      AADC_CA_FILE: temporaryFile("ca.pem", authority),
      AZURE_TENANT_ID: "contoso.onmicrosoft.com",
      AZURE_CLIENT_ID: "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60",
      AZURE_CLIENT_SECRET: SECRET,
    },
  });
  expect(code).toBe(3);
  expect(stderr).toContain("does not please us");
  const files = filesBelow(cwd);
  expect(files["trace.jsonl"]).toContain("does not please us");
  expect(echo.requests.some(({ body }) => new URLSearchParams(body).get("client_secret") === SECRET)).toBe(true);
  expect(placesWith(SECRET, { stdout, stderr, ...files })).toEqual([]);
});
