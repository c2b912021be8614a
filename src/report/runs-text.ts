// Runs for people: the list, and what an archive of one holds.
import { csv } from "./csv.js";
import { harmless, harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";
import { byWhom, STATES, timeOf } from "./runs-show-text.js";

type RunView = ResultOf<"runs-list">["runs"][number];

export function runsListText({ runs, where, asked, tenants }: ResultOf<"runs-list">, layout: Layout): string {
  const { paint, width } = layout;
  const place = wrap(`Journals in ${harmlessSentence(where)}`, 2, width);
  if (runs.length === 0 && asked === null) return [place, "", "No runs: nothing was changed from here."].join("\n");
  return [
    place,
    ...runs.flatMap((run) => ["", ...runLines(run, layout)]),
    ...(asked === null || runs.some(({ tenantId }) => tenantId !== null) ? [] : noneOf(asked, tenants, layout)),
    ...(runs.length === 0 ? [] : ["", paint("quiet", countOf(runs))]),
  ].join("\n");
}

/** Other domains that a tenant has verified are in no journal. */
function noneOf(asked: string, tenants: ResultOf<"runs-list">["tenants"], { width }: Layout): readonly string[] {
  const known = tenants.map(
    ({ initialDomain, tenantId }) => `  ${wrap(`${harmless(initialDomain)} (${harmless(tenantId)})`, 2, width)}`,
  );
  return [
    "",
    wrap(`No run here is known to be of ${harmless(asked)}.`, 0, width),
    wrap(
      "A run knows its tenant by id and initial domain; its other domains cannot be known without asking it.",
      0,
      width,
    ),
    ...(known.length === 0 ? [] : ["", "Tenants of which there are runs:", ...known]),
  ];
}

function countOf({ length }: readonly unknown[]): string {
  return length === 1 ? "1 run" : `${length} runs, the newest first`;
}

function runLines(run: RunView, { paint, width }: Layout): readonly string[] {
  const [words, tone] = STATES[run.state];
  const title = `${paint("strong", harmless(run.runId))}  ${paint(tone, words)}${byWhom(run)}`;
  if (run.command === null) return [title, `  ${wrap(harmlessSentence(run.problem ?? ""), 2, width)}`];
  const what = `${harmless(run.command)}: ${harmless(run.subject ?? "")}, ${changesOf(run)}`;
  const where = `${timeOf(run.begunAt)}, ${harmless(run.tenant?.initialDomain ?? "")}, ${harmless(run.operator?.name ?? "")}`;
  const ticket = run.ticket === null ? "" : `, ticket ${harmless(run.ticket)}`;
  return [title, `  ${wrap(what, 2, width)}`, `  ${wrap(where + ticket, 2, width)}`];
}

/** Of what was planned, where that is not all done. */
function changesOf({ changes, notBegun }: RunView): string {
  const planned = (changes ?? 0) + (notBegun ?? 0);
  const words = planned === 1 ? "1 change" : `${planned} changes`;
  return notBegun === 0 || notBegun === null ? words : `${changes ?? 0} of ${words}`;
}

const COLUMNS = [
  "runId",
  "state",
  "begunAt",
  "command",
  "subject",
  "tenantId",
  "tenant",
  "operator",
  "ticket",
  "reason",
  "changes",
  "notBegun",
  "rollbackOf",
  "rollback",
  "problem",
] as const;

export function runsListCsv({ runs }: ResultOf<"runs-list">): string {
  return csv(
    COLUMNS,
    runs.map((run) => ({
      ...run,
      tenant: run.tenant?.initialDomain,
      operator: run.operator?.name,
      rollback: run.rollback?.runId,
    })),
  );
}

export function runsExportText(
  { file, runId, bytes, sha256, files, missing }: ResultOf<"runs-export">,
  layout: Layout,
) {
  const { paint, width } = layout;
  return [
    `${paint("good", "Written")}   ${wrap(harmlessSentence(file), 10, width)}`,
    `Run       ${harmless(runId)}`,
    `Size      ${bytes} bytes`,
    `SHA-256   ${sha256}`,
    "",
    ...files.map(({ name, bytes: size }) => `  ${harmless(name)} ${paint("quiet", `${size} bytes`)}`),
    ...(missing.length === 0 ? [] : ["", paint("strong", "Not in it")]),
    ...missing.map(({ what, why }) => `  - ${wrap(harmlessSentence(`${what}: ${why}`), 4, width)}`),
  ].join("\n");
}
