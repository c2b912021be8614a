// Every line of a trace can be read as JSON, whatever was hidden in it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createRedactor } from "../../src/cloud/redaction.js";
import { type Exchange, traceTo } from "../../src/cloud/trace.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function traced(exchange: Partial<Exchange>): unknown {
  const file = path.join(temporaryFolder(), "trace.jsonl");
  const url = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token";
  const trace = traceTo(file, createRedactor(), () => 0, expect.unreachable);
  trace({ attempt: 1, method: "POST", url, requestHeaders: {}, ms: 1, ...exchange });
  return JSON.parse(readFileSync(file, "utf8"));
}

test("a form that ends with its secret", () => {
  const requestBody = "client_id=app&client_secret=hunter22hunter22";
  expect(traced({ requestBody, status: 200 })).toMatchObject({
    requestBody: "client_id=app&client_secret=***",
    status: 200,
    ms: 1,
  });
});

test("an address that ends with its secret", () => {
  const url = "http://localhost:4000/?code=0.AXoA";
  expect(traced({ url, status: 302 })).toMatchObject({ url: "http://localhost:4000/?code=***", status: 302 });
});

test("a host with a port, followed by somebody's address", () => {
  const exchange = {
    url: "http://127.0.0.1:8443",
    responseHeaders: { from: "adele@contoso.example" },
  };
  expect(traced(exchange)).toMatchObject(exchange);
});

test("the code of an error stays readable: whoever asks for a trace wants to know it", () => {
  const responseBody = '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}';
  expect(traced({ responseBody })).toMatchObject({ responseBody });
});
