// verify-sync as a page: what it comes to, what to do, how synchronisation went, servers, identities, and all that was checked.
import type { Block, Document, Tone } from "./document.js";
import { harmlessMinute } from "./harmless.js";
import type { ResultOf } from "./result-schemas.js";
import { factsOf } from "./verify-sync-facts.js";
import { historyBlocks } from "./verify-sync-history.js";
import { type FindingView, inOrder, wordOf } from "./verify-sync-order.js";
import { verdictSentence } from "./verify-sync-verdict.js";

type VerifyResult = ResultOf<"verify-sync">;

/** @param course what is said of the time before this look */
export function verifySyncDocument(result: VerifyResult, course: readonly Block[] = historyBlocks(result)): Document {
  const { failed, open, passed, notApplicable } = inOrder(result.findings);
  const { text, tone } = verdictSentence(result);
  return {
    title: `Synchronisation of ${result.tenant.displayName}`,
    blocks: [
      { kind: "banner", tone, text },
      { kind: "facts", rows: headRows(result) },
      ...part("To do", failed.map(cardOf)),
      ...part("Could not be told", open.map(cardOf)),
      { kind: "heading", text: "At a glance" },
      { kind: "facts", rows: factsOf(result) },
      ...course,
      ...serverBlocks(result),
      ...identityBlocks(result),
      ...part("In order", shortly(passed)),
      ...part("Not applicable", shortly(notApplicable)),
    ],
  };
}

function part(title: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [{ kind: "heading", text: title }, ...blocks];
}

function headRows(result: VerifyResult): readonly (readonly [string, string])[] {
  const { tenant, tenantId, operator, at, ticket, toolVersion, knowledge } = result;
  return [
    ["Tenant", `${tenant.displayName} (${tenant.initialDomain})`],
    ["Tenant id", `${tenantId}, cloud ${tenant.cloud}`],
    ["Operator", `${operator.name} (${operator.authKind})`],
    ...(ticket === undefined ? [] : [["Ticket", ticket] as const]),
    ["Time", `${harmlessMinute(at)}, by the service's clock`],
    ["Made by", `aadc-cloud ${toolVersion}, with what was known of versions on ${knowledge.asOf}`],
  ];
}

const TONES: Readonly<Record<string, Tone>> = { pass: "good", error: "bad", warning: "doubt", unknown: "doubt" };

function cardOf(finding: FindingView): Block {
  const { id, title, evidence, remedy, why, link } = finding;
  const word = wordOf(finding);
  return {
    kind: "card",
    mark: word,
    tone: TONES[word] ?? "quiet",
    title: `${id} ${title}`,
    below: [
      { kind: "text", text: evidence },
      ...(remedy === "" ? [] : [{ kind: "text", text: `What to do: ${remedy}` } as const]),
      { kind: "text", text: `Why it matters: ${why}` },
      { kind: "link", text: `${title}: what is written about it`, address: link },
    ],
  };
}

function shortly(findings: readonly FindingView[]): readonly Block[] {
  if (findings.length === 0) return [];
  const rows = findings.map(({ id, title, evidence }) => [id, title, evidence]);
  return [{ kind: "table", head: ["Check", "What", "What was seen"], rows }];
}

function serverBlocks({ sync: { health, activeServer, authenticationAgents } }: VerifyResult): readonly Block[] {
  const active = activeServer.state === "known" && "server" in activeServer.value ? [activeServer.value.server] : [];
  const rows = [
    ...active.map((server) => [server, "active server", "synchronises"]),
    ...(health.state === "known"
      ? health.value.map(({ name, verdict, lastUpload }) => [
          name,
          `Connect Health: ${verdict}`,
          lastUpload === null ? "no upload" : `last upload ${harmlessMinute(lastUpload)}`,
        ])
      : []),
    ...(authenticationAgents.state === "known"
      ? authenticationAgents.value.map(({ machineName, status }) => [
          machineName,
          "agent of pass-through authentication",
          status ?? "status not told",
        ])
      : []),
  ];
  if (rows.length === 0) return [];
  return [
    { kind: "heading", text: "Servers" },
    { kind: "table", head: ["Server", "As", "State"], rows },
  ];
}

function identityBlocks({ sync: { connectorIdentity } }: VerifyResult): readonly Block[] {
  if (connectorIdentity.state === "unknown" || connectorIdentity.value.length === 0) return [];
  const rows = connectorIdentity.value.map(({ name, kind, server, enabled, boundBy, perhapsBoundBy }) => [
    name,
    kind,
    server ?? "not told",
    enabled === null ? "not told" : enabled ? "enabled" : "disabled",
    [...boundBy, ...perhapsBoundBy.map((policy) => `perhaps ${policy}`)].join("; ") || "no policy",
  ]);
  return [
    { kind: "heading", text: "Identities" },
    { kind: "table", head: ["Name", "Kind", "Server", "State", "Bound by"], rows },
  ];
}
