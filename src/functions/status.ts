// What is known of the tenants, for people with a key or a sign-in: the latest outcome, what is open, what was told, and a
// month of history.
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { type Alert, worstOf } from "../alerts/alert.js";
import type { Row } from "../cloud/tables.js";
import { unpacked } from "../machine/packed.js";
import { htmlOf } from "../report/document-html.js";
import { functionOverviewDocument, functionStatusDocument } from "../report/function-status-document.js";
import type { FunctionOverview, FunctionStatus } from "../report/function-status-schema.js";
import { escapeInvisible } from "../report/harmless.js";
import { AadcError, messageOf } from "../shapes/errors.js";
import type { Log } from "./log.js";
import type { Services } from "./services.js";
import { alertSchema } from "./state/tenant-state.js";

type Asked = Pick<HttpRequest, "query" | "headers">;

const HISTORY_MS = 30 * 24 * 3_600_000;
const MOST_TENANTS = 1_000;
const MOST_ALERTS = 200;
const AT_ONCE = 16;

/** `?tenant=` names one, where there are several; `?format=html`, or what the browser accepts. */
export async function status(services: Services, request: Asked, log: Log): Promise<HttpResponseInit> {
  const format = formatOf(request);
  try {
    const tenants = await services.tenants();
    const asked = request.query.get("tenant") ?? (tenants.length === 1 ? tenants[0] : undefined);
    if (asked === undefined) return answer(200, await overview(services, tenants), format);
    const found = tenants.find((one) => one.toLowerCase() === asked.toLowerCase());
    if (found === undefined) return refusal(404, "no-such-tenant", "This tenant is not looked after here.");
    return answer(200, await statusOf(services, await services.tenantIdOf(found)), format);
  } catch (error) {
    // Who has a key may not see all that a log shows.
    log.error({ event: "status-failed", message: messageOf(error) });
    const code = error instanceof AadcError ? error.code : "fault";
    return refusal(503, code, "What is known cannot be read just now. The reason is in the app's log.");
  }
}

async function statusOf(services: Services, tenantId: string): Promise<FunctionStatus> {
  const store = services.store(tenantId);
  const until = services.now() - HISTORY_MS;
  const [{ state }, latest, history, alerts] = await Promise.all([
    store.read(),
    store.latest(),
    historyOf(store.rows("outcome", until, ["at", "verdict", "lastSync", "lastPasswordSync", "activeServer"])),
    alertsOf(store.rows("alert", until)),
  ]);
  const result = latest !== null && "result" in latest ? latest.result : null;
  const error = latest !== null && "error" in latest ? latest.error : null;
  return {
    schema: "aadc-cloud/function-status@1",
    tenantId,
    name: state.name,
    at: new Date(services.now()).toISOString(),
    latest: latest === null ? null : { at: latest.at, verdict: result?.verdict ?? "error", result, error },
    open: state.alerts.open.map(({ family: _, ...rest }) => rest),
    alerts: alerts.map(({ id, kind, severity, at, items }) => ({
      ...{ id, kind, severity, at, items },
      pending: state.pending.find(({ alert }) => alert.id === id)?.channels ?? [],
    })),
    history,
  };
}

async function historyOf(rows: AsyncIterable<Row>): Promise<FunctionStatus["history"]> {
  const found: FunctionStatus["history"][number][] = [];
  for await (const { values } of rows)
    found.push({
      at: textIn(values["at"]) ?? "",
      verdict: verdictIn(values["verdict"]),
      lastSync: textIn(values["lastSync"]),
      lastPasswordSync: textIn(values["lastPasswordSync"]),
      activeServer: textIn(values["activeServer"]),
    });
  return found.reverse();
}

async function alertsOf(rows: AsyncIterable<Row>): Promise<readonly Alert[]> {
  const found: Alert[] = [];
  for await (const { values } of rows) {
    found.push(alertSchema.parse(unpacked(values)));
    if (found.length === MOST_ALERTS) break;
  }
  return found;
}

/** Some at a time; one that cannot be read hides no other. */
async function overview(services: Services, tenants: readonly string[]): Promise<FunctionOverview> {
  const asked = tenants.slice(0, MOST_TENANTS);
  const lines: FunctionOverview["tenants"][number][] = [];
  for (let from = 0; from < asked.length; from += AT_ONCE)
    lines.push(...(await Promise.all(asked.slice(from, from + AT_ONCE).map((tenant) => lineOf(services, tenant)))));
  return {
    schema: "aadc-cloud/function-overview@1",
    at: new Date(services.now()).toISOString(),
    tenants: lines,
    more: tenants.length - asked.length,
  };
}

async function lineOf(services: Services, tenant: string): Promise<FunctionOverview["tenants"][number]> {
  try {
    const store = services.store(await services.tenantIdOf(tenant));
    const { state } = await store.read();
    const { open } = state.alerts;
    return {
      tenant,
      name: state.name,
      latest: state.latest,
      open: open.length,
      worst: open.length === 0 ? null : worstOf(open),
      problem: null,
    };
  } catch (error) {
    const problem = error instanceof AadcError ? error.code : "fault";
    return { tenant, name: null, latest: null, open: 0, worst: null, problem };
  }
}

function formatOf({ query, headers }: Asked): "json" | "html" {
  const wanted = query.get("format");
  if (wanted !== null) return wanted === "html" ? "html" : "json";
  return (headers.get("accept") ?? "").includes("text/html") ? "html" : "json";
}

/** Tenants' data: kept by no cache, shown in no frame; the page itself says that nothing in it may run. */
const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

function answer(code: number, body: FunctionStatus | FunctionOverview, format: "json" | "html"): HttpResponseInit {
  if (format === "json")
    return {
      status: code,
      headers: { ...HEADERS, "content-type": "application/json; charset=utf-8" },
      body: `${escapeInvisible(JSON.stringify(body, null, 2))}\n`,
    };
  const document = "tenants" in body ? functionOverviewDocument(body) : functionStatusDocument(body);
  return {
    status: code,
    headers: { ...HEADERS, "content-type": "text/html; charset=utf-8" },
    body: htmlOf(document),
  };
}

function refusal(code: number, what: string, message: string): HttpResponseInit {
  return {
    status: code,
    headers: { ...HEADERS, "content-type": "application/json; charset=utf-8" },
    body: `${JSON.stringify({ error: { code: what, message } })}\n`,
  };
}

function textIn(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function verdictIn(value: unknown): FunctionStatus["history"][number]["verdict"] {
  return value === "pass" || value === "fail" || value === "unknown" ? value : "error";
}
