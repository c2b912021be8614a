// Numbers as OpenTelemetry metrics, to Application Insights or to an OTLP endpoint. Loaded only where that is configured.
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from "@opentelemetry/sdk-metrics";
import { bearerSend } from "./bearer-send.js";
import { pipelineEnd } from "./pipeline-end.js";
import type { Credential } from "./sign-in/credential.js";
import type { Transport } from "./transport.js";

/** A number of one moment. */
export interface Point {
  readonly name: string;
  /** As UCUM writes it: `s`, `d`, `{finding}`. */
  readonly unit: string;
  readonly description: string;
  readonly value: number;
  readonly attributes: Readonly<Record<string, string>>;
}

export type MetricsTarget =
  /** Endpoint and headers by the variables OTEL_EXPORTER_OTLP_… as OpenTelemetry's specification has them. */
  | { readonly kind: "otlp" }
  | {
      readonly kind: "application-insights";
      readonly connectionString: string;
      readonly credential: Credential;
      readonly transport: Transport;
    };

const LONGEST_MS = 10_000;
/** "Microsoft Entra authentication for Application Insights". */
const SCOPE = "https://monitor.azure.com/.default";

/**
 * Sends the points, each as it is now. A provider for each sending: one that lasts would go on telling a tenant's old
 * numbers as new ones whenever another tenant is looked at.
 * @throws whatever the exporter says where it cannot be reached
 */
export async function sendMetrics(points: readonly Point[], target: MetricsTarget): Promise<void> {
  const exporter = await exporterFor(target);
  let failure: Error | undefined;
  const watched: PushMetricExporter = Object.assign(Object.create(exporter) as PushMetricExporter, {
    export: ((metrics, told) =>
      exporter.export(metrics, (result) => {
        failure ??= result.error;
        told(result);
      })) satisfies PushMetricExporter["export"],
  });
  const reader = new PeriodicExportingMetricReader({
    exporter: watched,
    exportIntervalMillis: 2 ** 30,
    exportTimeoutMillis: LONGEST_MS,
  });
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter("aadc-cloud");
  for (const { name, unit, description, value, attributes } of points)
    meter.createGauge(name, { unit, description }).record(value, attributes);
  // It sends what there is, once.
  await provider.shutdown();
  if (failure !== undefined) throw failure;
}

async function exporterFor(target: MetricsTarget): Promise<PushMetricExporter> {
  if (target.kind === "otlp") {
    const { OTLPMetricExporter } = await import("@opentelemetry/exporter-metrics-otlp-http");
    return new OTLPMetricExporter({ timeoutMillis: LONGEST_MS });
  }
  const { connectionString, credential, transport } = target;
  // The library tells its own makers how it is used, unless these say no; they are read when it is made.
  process.env["APPLICATION_INSIGHTS_NO_STATSBEAT"] = "true";
  process.env["APPLICATIONINSIGHTS_SDKSTATS_DISABLED"] = "true";
  const { AzureMonitorMetricExporter } = await import("@azure/monitor-opentelemetry-exporter");
  const send = bearerSend(credential, SCOPE, transport);
  return new AzureMonitorMetricExporter({
    connectionString,
    disableOfflineStorage: true,
    httpClient: pipelineEnd(send, () => "if-not-carried-out"),
  });
}
