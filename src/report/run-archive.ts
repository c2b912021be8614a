// One run as files of one archive, which are the same whenever and wherever it is made.
import { createHash } from "node:crypto";
import type { Json } from "../shapes/change.js";
import type { RunRecord, RunStep } from "../shapes/run.js";

export interface ArchivedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Missing {
  readonly what: string;
  readonly why: string;
}

/** Everything but the sums, in the order in which it stands in the archive. @param journal byte for byte */
export function filesOf(
  record: RunRecord,
  journal: Uint8Array,
): { readonly files: readonly ArchivedFile[]; readonly missing: readonly Missing[] } {
  const { evidence, steps } = record;
  const missing = missingOf(record);
  const images = steps.flatMap((step) => [
    ...(step.imageBefore === null ? [] : [json(imageName(step, "before"), step.imageBefore)]),
    ...(step.imageAfter === null ? [] : [json(imageName(step, "after"), step.imageAfter)]),
  ]);
  const verified = (["before", "after"] as const).flatMap((when) => {
    const result = evidence[when];
    return result === null ? [] : [json(`verify-sync-${when}.json`, result)];
  });
  return {
    missing,
    files: [
      text("README.txt", readme(record, images, verified, missing)),
      json("plan.json", planOf(record)),
      { name: "journal.jsonl", bytes: journal },
      ...images,
      ...verified,
    ],
  };
}

/** As `sha256sum -c` takes it. */
export function sumsOf(files: readonly ArchivedFile[]): ArchivedFile {
  return text("SHA256SUMS", files.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`).join(""));
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function imageName({ number }: RunStep, when: "before" | "after"): string {
  return `images/${String(number + 1).padStart(3, "0")}-${when}.json`;
}

/** The newest plan, with what its hash is made of; a plan file of `--plan-out` has the same members. */
function planOf({
  begun,
  command,
  subject,
  wishes,
  plan,
  planHash,
  reason,
  head,
  guardsOverridden,
  warnings,
}: RunRecord) {
  const ticket = head.ticket ?? begun.ticket;
  return {
    schema: "aadc-cloud/plan@1",
    tenantId: begun.tenantId,
    command,
    subject,
    wishes,
    tenant: begun.tenant,
    at: head.at,
    operator: head.operator,
    toolVersion: head.toolVersion,
    ...(reason === null ? {} : { reason }),
    ...(ticket === undefined ? {} : { ticket }),
    guardsOverridden,
    warnings,
    planHash,
    plan,
  };
}

function missingOf({ steps, evidence, state }: RunRecord): readonly Missing[] {
  const name = (step: RunStep) => `images/${String(step.number + 1).padStart(3, "0")}`;
  return [
    ...steps.flatMap((step) => [
      ...(step.imageBefore === null
        ? [{ what: `${name(step)}-before.json`, why: "there was no such object before, or the service showed none" }]
        : []),
      ...(step.imageAfter === null ? [{ what: `${name(step)}-after.json`, why: whyNoneAfter(step) }] : []),
    ]),
    ...(evidence.before === null ? [{ what: "verify-sync-before.json", why: NO_EVIDENCE }] : []),
    ...(evidence.after === null
      ? [{ what: "verify-sync-after.json", why: state === "open" ? "the run did not come to its end" : NO_EVIDENCE }]
      : []),
  ];
}

const NO_EVIDENCE = "it was not asked for with --evidence, or could not be read";

function whyNoneAfter({ state, outcome, change }: RunStep): string {
  if (state === "refused") return "the change was not made";
  if (outcome === "already-so") return "the change was not made by this run: it was so already";
  if (state !== "confirmed") return "the change was not confirmed";
  if (change.kind === "create-pass") return "the service shows no pass after it is made, and its value is kept nowhere";
  return change.after === null ? "there is no such object any more" : "the service showed none";
}

function readme(
  { runId, begun, command, subject, state, rollbackOf }: RunRecord,
  images: readonly ArchivedFile[],
  verified: readonly ArchivedFile[],
  missing: readonly Missing[],
): string {
  return [
    `aadc-cloud run ${plain(runId)}`,
    `${plain(command)}: ${plain(subject)}`,
    `tenant ${plain(begun.tenantId)} (${plain(begun.tenant.initialDomain)}), begun ${plain(begun.at)}, ${state}`,
    ...(rollbackOf === null ? [] : [`takes back the run ${plain(rollbackOf)}`]),
    "",
    "plan.json      what was to be done: the newest plan of the run; its hash is in it",
    "journal.jsonl  what was done, byte for byte as it was written: one entry a line, each with its own SHA-256 and",
    "               that of the line before",
    ...(images.length === 0
      ? []
      : [
          "images/        objects as the service showed them before and after a change; the number is that of the step,",
          "               from 1",
        ]),
    ...(verified.length === 0
      ? []
      : ["verify-sync-*  the whole result of verify-sync before the first write and after the last one"]),
    "SHA256SUMS     of all other files: sha256sum -c SHA256SUMS",
    "",
    ...(missing.length === 0 ? [] : ["Not in it:", ...missing.map(({ what, why }) => `  ${plain(what)}: ${why}`), ""]),
    "No password, no pass and no private key was ever written to a journal.",
    "",
  ].join("\n");
}

/** Names from a tenant, in a text file that somebody may print to a terminal. */
function plain(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

function json(name: string, value: Json | object): ArchivedFile {
  return text(name, `${JSON.stringify(value, null, 2)}\n`);
}

function text(name: string, content: string): ArchivedFile {
  return { name, bytes: new TextEncoder().encode(content) };
}
