// Numbers on their way: to an OTLP endpoint over real HTTP, and to Application Insights through the transport; nowhere unless
// that is configured.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createRedactor } from "../../src/cloud/redaction.js";
import type { Request } from "../../src/cloud/transport.js";
import { configuredMeter } from "../../src/functions/configured-meter.js";
import type { Home } from "../../src/functions/home.js";
import type { Measures } from "../../src/functions/meter.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { servicesUnderTest } from "../support/function-services.js";
import { memoryTable } from "../support/memory-table.js";
import { transportUnderTest } from "../support/transport-under-test.js";

const MEASURES: Measures = {
  tenantId: "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34",
  syncAge: 600,
  passwordSyncAge: null,
  findings: { error: 1, warning: 0, info: 2, unknown: 3 },
  daysToExpiry: -2,
};

function homeWith(send: (request: Request) => Promise<{ status: number; headers: Headers; body: string }>): Home {
  const transport = { ...transportUnderTest(), send };
  return {
    ...{ transport, channelTransport: transport, credential: fixedCredential(), redactor: createRedactor() },
    connections: { caFiles: [], environment: {} },
    table: () => memoryTable(),
    graph: () => Promise.reject(new Error("not here")),
    vaultSecret: () => Promise.reject(new Error("not here")),
    close: async () => undefined,
  };
}

const nowhere = homeWith(() => Promise.reject(new Error("Something was sent.")));
const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});

describe("nowhere", () => {
  test.each([
    ["unless configured", {}],
    ["where it is off", { AADC_METRICS_TO: "off", APPLICATIONINSIGHTS_CONNECTION_STRING: "InstrumentationKey=x" }],
  ])("%s", async (_, environment) => {
    const { log, lines } = servicesUnderTest();
    const meter = configuredMeter(environment, nowhere);
    meter.record(MEASURES);
    await meter.flush(log);
    expect(lines).toEqual([]);
  });

  test.each([
    ["a place that is none", { AADC_METRICS_TO: "moon" }, "moon"],
    ["no endpoint", { AADC_METRICS_TO: "otlp" }, "OTEL_EXPORTER_OTLP_ENDPOINT"],
    ["no connection string", { AADC_METRICS_TO: "application-insights" }, "APPLICATIONINSIGHTS_CONNECTION_STRING"],
  ])("with %s, which is logged and fails nothing", async (_, environment, says) => {
    const { log, lines } = servicesUnderTest();
    const meter = configuredMeter(environment, nowhere);
    meter.record(MEASURES);
    await meter.flush(log);
    expect(lines).toMatchObject([{ event: "metrics-not-sent", message: expect.stringContaining(says) as string }]);
  });
});

describe("to an OTLP endpoint", () => {
  interface Sent {
    readonly resourceMetrics: readonly {
      readonly scopeMetrics: readonly {
        readonly metrics: readonly {
          readonly name: string;
          readonly unit: string;
          readonly gauge: { readonly dataPoints: readonly { readonly asInt?: number; readonly asDouble?: number }[] };
        }[];
      }[];
    }[];
  }

  async function endpoint(status = 200) {
    const received: { path: string; body: Sent }[] = [];
    const server = createServer((request, response) => {
      let text = "";
      request.on("data", (part) => {
        text += String(part);
      });
      request.on("end", () => {
        received.push({ path: request.url ?? "", body: JSON.parse(text) as Sent });
        response.writeHead(status, { "content-type": "application/json" }).end("{}");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = url;
    return {
      received,
      environment: { AADC_METRICS_TO: "otlp", OTEL_EXPORTER_OTLP_ENDPOINT: url },
      close: () => server.close(),
    };
  }
  const metricsIn = (body: Sent | undefined) =>
    body?.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics)) ?? [];

  test("what is known, each with its unit; what is not known is not zero", async () => {
    const { received, environment, close } = await endpoint();
    const { log, lines } = servicesUnderTest();
    const meter = configuredMeter(environment, nowhere);
    meter.record(MEASURES);
    await meter.flush(log);
    close();
    expect(lines).toEqual([]);
    expect(received.map(({ path }) => path)).toEqual(["/v1/metrics"]);
    const metrics = metricsIn(received[0]?.body);
    expect(metrics.map(({ name, unit }) => `${name} ${unit}`).sort()).toEqual([
      "aadc.certificate.days_to_expiry d",
      "aadc.findings {finding}",
      "aadc.sync.age s",
    ]);
    const points = metrics.find(({ name }) => name === "aadc.findings")?.gauge.dataPoints ?? [];
    expect(points.map(({ asInt, asDouble }) => asInt ?? asDouble)).toEqual([1, 0, 2, 3]);
  });

  test("a tenant's old numbers are not told again with another's new ones", async () => {
    const { received, environment, close } = await endpoint();
    const { log } = servicesUnderTest();
    const meter = configuredMeter(environment, nowhere);
    for (const tenantId of ["a", "b"]) {
      meter.record({ ...MEASURES, tenantId });
      await meter.flush(log);
    }
    await meter.flush(log);
    close();
    expect(received).toHaveLength(2);
    expect(JSON.stringify(received[1]?.body)).not.toContain('"stringValue":"a"');
  });

  test("one that refuses is logged", async () => {
    const { environment, close } = await endpoint(400);
    const { log, lines } = servicesUnderTest();
    const meter = configuredMeter(environment, nowhere);
    meter.record(MEASURES);
    await meter.flush(log);
    close();
    expect(lines).toMatchObject([{ event: "metrics-not-sent" }]);
  });
});

test("to Application Insights, with the app's identity, through the transport, and nothing to the library's makers", async () => {
  const sent: Request[] = [];
  const home = homeWith(async (request) => {
    sent.push(request);
    return { status: 200, headers: new Headers(), body: '{"itemsReceived":6,"itemsAccepted":6,"errors":[]}' };
  });
  const environment = {
    AADC_METRICS_TO: "application-insights",
    APPLICATIONINSIGHTS_CONNECTION_STRING:
      "InstrumentationKey=11111111-2222-4333-8444-555555555555;IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/",
  };
  const { log, lines } = servicesUnderTest();
  const meter = configuredMeter(environment, home);
  meter.record(MEASURES);
  await meter.flush(log);
  expect(lines).toEqual([]);
  expect(sent.map(({ url }) => new URL(url).host)).toEqual(["westeurope-5.in.applicationinsights.azure.com"]);
  expect(sent[0]?.headers?.["authorization"]).toMatch(/^Bearer /);
  for (const name of ["aadc.sync.age", "aadc.findings", "aadc.certificate.days_to_expiry"])
    expect(sent[0]?.body).toContain(name);
});
