// Where numbers go: nowhere, unless the app's settings say so.
import type { Point } from "../cloud/metrics.js";
import { messageOf } from "../shapes/errors.js";
import type { Home } from "./home.js";
import type { Measures, Meter } from "./meter.js";
import { type Environment, oneOf, required, setting } from "./settings/environment.js";

const PLACES = ["off", "otlp", "application-insights"] as const;

/** What is configured wrongly, or not to be reached, is logged: numbers that get lost must not fail a check. */
export function configuredMeter(environment: Environment, home: Home): Meter {
  const points: Point[] = [];
  return {
    record: (measures) => void points.push(...pointsOf(measures)),
    async flush(log) {
      const fresh = points.splice(0);
      if (fresh.length === 0) return;
      try {
        const target = targetIn(environment, home);
        if (target === null) return;
        const { sendMetrics } = await import("../cloud/metrics.js");
        await sendMetrics(fresh, target);
      } catch (error) {
        log.error({ event: "metrics-not-sent", message: messageOf(error) });
      }
    },
  };
}

function targetIn(environment: Environment, { credential, channelTransport }: Home) {
  const kind = oneOf(environment, "AADC_METRICS_TO", PLACES, "off");
  if (kind === "off") return null;
  if (kind === "otlp") {
    // Without an endpoint the library would send to this very machine.
    if (setting(environment, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") === undefined)
      required(environment, "OTEL_EXPORTER_OTLP_ENDPOINT");
    return { kind };
  }
  const connectionString = required(environment, "APPLICATIONINSIGHTS_CONNECTION_STRING");
  return { kind, connectionString, credential, transport: channelTransport };
}

function pointsOf({ tenantId, syncAge, passwordSyncAge, findings, daysToExpiry }: Measures): readonly Point[] {
  const attributes = { "aadc.tenant.id": tenantId };
  const known = (name: string, unit: string, description: string, value: number | null): readonly Point[] =>
    value === null ? [] : [{ name, unit, description, value, attributes }];
  return [
    ...known("aadc.sync.age", "s", "Time since the last synchronisation ended", syncAge),
    ...known("aadc.password_sync.age", "s", "Time since passwords were synchronised", passwordSyncAge),
    ...known("aadc.certificate.days_to_expiry", "d", "Days until a server's certificate ends", daysToExpiry),
    ...Object.entries(findings).map(([severity, value]) => ({
      name: "aadc.findings",
      unit: "{finding}",
      description: "Checks that failed, by severity, and those that could not be told",
      value,
      attributes: { ...attributes, "aadc.severity": severity },
    })),
  ];
}
