// What the function app knows of a tenant, or of all, as a page.
import { parseTime } from "../shapes/time.js";
import type { Block, Document, Tone } from "./document.js";
import type { FunctionOverview, FunctionStatus } from "./function-status-schema.js";
import { harmlessMinute } from "./harmless.js";
import { verifySyncDocument } from "./verify-sync-document.js";

const WORDS: Readonly<Record<string, readonly [string, Tone]>> = {
  pass: ["in order", "good"],
  fail: ["not in order", "bad"],
  unknown: ["not known", "doubt"],
  error: ["could not be checked", "bad"],
};

export function functionStatusDocument(status: FunctionStatus): Document {
  const { latest, name, tenantId } = status;
  const title = `Synchronisation of ${name ?? tenantId}`;
  const own = [...openBlocks(status), ...courseOf(status), ...alertBlocks(status)];
  if (latest === null)
    return {
      title,
      blocks: [{ kind: "banner", tone: "doubt", text: "Nobody has looked at this tenant yet." }, ...own],
    };
  if (latest.result !== null) {
    // What is new stands above what an application cannot see, which is the same each day.
    const [banner, ...rest] = verifySyncDocument(latest.result, []).blocks;
    return { title, blocks: [...(banner === undefined ? [] : [banner]), ...own, ...rest] };
  }
  const { error } = latest;
  const text = `At ${harmlessMinute(latest.at)} the tenant could not be checked: ${error?.message ?? ""}`;
  return {
    title,
    blocks: [
      { kind: "banner", tone: "bad", text },
      { kind: "text", text: `What to do: ${error?.remedy ?? ""}` },
      ...own,
    ],
  };
}

function openBlocks({ open }: FunctionStatus): readonly Block[] {
  if (open.length === 0) return [];
  return [
    { kind: "heading", text: "Not in order now" },
    {
      kind: "table",
      head: ["What", "Severity", "Since", "Told"],
      rows: open.map(({ key, title, severity, since, told }) => [
        `${key} ${title}`,
        severity,
        harmlessMinute(since),
        told === null ? "not yet" : harmlessMinute(told.at),
      ]),
    },
  ];
}

function courseOf({ history, alerts }: FunctionStatus): readonly Block[] {
  const told = (kinds: readonly string[]) => timesOf(alerts.map(({ kind, at }) => (kinds.includes(kind) ? at : null)));
  const lanes = [
    { name: "Synchronised", times: timesOf(history.map(({ lastSync }) => lastSync)) },
    { name: "Passwords synchronised", times: timesOf(history.map(({ lastPasswordSync }) => lastPasswordSync)) },
    { name: "Looked at", times: timesOf(history.map(({ at }) => at)) },
    {
      name: "Could not be checked",
      times: timesOf(history.map(({ at, verdict }) => (verdict === "error" ? at : null))),
    },
    { name: "Alerts", times: told(["problem", "change", "reminder"]) },
    { name: "Recoveries", times: told(["recovery"]) },
  ];
  const looked = timesOf([...history.map(({ at }) => at), ...alerts.map(({ at }) => at)]);
  const [from, to] = [looked[0], looked.at(-1)];
  if (from === undefined || to === undefined) return [];
  const within = lanes.map(({ name, times }) => ({ name, times: times.filter((time) => time >= from && time <= to) }));
  return [
    { kind: "heading", text: "Course of time" },
    { kind: "timeline", from, to, lanes: within },
    { kind: "text", text: "From the looks that are kept: what ended between two of them is not in here." },
  ];
}

function alertBlocks({ alerts }: FunctionStatus): readonly Block[] {
  if (alerts.length === 0) return [];
  return [
    { kind: "heading", text: "Alerts" },
    {
      kind: "table",
      head: ["When", "What", "Severity", "About", "Delivery"],
      rows: alerts.map(({ at, kind, severity, items, pending }) => [
        harmlessMinute(at),
        kind,
        severity,
        items.map(({ key, title }) => `${key} ${title}`).join("; "),
        pending.length === 0 ? "done" : `not yet: ${pending.join(", ")}`,
      ]),
    },
  ];
}

export function functionOverviewDocument({ tenants, more, at }: FunctionOverview): Document {
  const bad = tenants.filter(({ worst, problem }) => worst === "error" || problem !== null).length;
  const unseen = tenants.filter(({ latest }) => latest === null).length;
  const text = [
    `${tenants.length + more} tenants`,
    `${bad} with errors`,
    ...(unseen === 0 ? [] : [`${unseen} not looked at yet`]),
  ].join(", ");
  return {
    title: "Synchronisation of all tenants",
    blocks: [
      { kind: "banner", tone: bad > 0 ? "bad" : unseen > 0 ? "doubt" : "good", text: `${text}. ${harmlessMinute(at)}` },
      {
        kind: "table",
        head: ["Tenant", "Id", "Latest look", "Came to", "Not in order"],
        rows: tenants.map(({ tenant, name, latest, open, worst, problem }) => [
          name ?? "not read yet",
          tenant,
          latest === null ? "none" : harmlessMinute(latest.at),
          problem ?? (latest === null ? "" : (WORDS[latest.verdict]?.[0] ?? latest.verdict)),
          open === 0 ? "" : `${open}${worst === null ? "" : `, worst: ${worst}`}`,
        ]),
      },
      ...(more === 0 ? [] : [{ kind: "text", text: `${more} more: ask for one with ?tenant=ID.` } as const]),
    ],
  };
}

function timesOf(texts: readonly (string | null)[]): readonly number[] {
  const times = texts.flatMap((text) => (text === null ? [] : (parseTime(text) ?? [])));
  return [...new Set(times)].sort((a, b) => a - b);
}
