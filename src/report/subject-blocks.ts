// What a change request or record says of its subject: the account, the steps that a rollback takes back.
import { minuteOf } from "../shapes/time.js";
import type { ChangingResult } from "./change-request.js";
import { identityBlocks, serverBlocks } from "./cleanup-blocks.js";
import type { Block } from "./document.js";
import type { ResultOf } from "./result-schemas.js";
import { secretRows } from "./secret-places.js";
import { nothingTakenBack } from "./taken-back.js";

type Row = readonly [string, string];

/** Facts beside those that every change has. */
export function subjectRows(result: ChangingResult): readonly Row[] {
  if (result.schema !== "aadc-cloud/setup-svc-account@1") return [];
  if (result.runId === null) return secretRows(result.plan, result.account);
  const { userPrincipalName, id, enabled, role, passwordTo, passTo } = result.account;
  return [
    ["Account", `${userPrincipalName}${enabled === false ? ", disabled" : ""}`],
    ["Account id", id ?? "not known"],
    ["Role", role === null ? "none" : roleOf(role)],
    ...(passwordTo === null ? [] : [["Password", passwordTo] as const]),
    ...(passTo === null ? [] : [["Pass", passTo] as const]),
  ];
}

function roleOf({ how, until }: NonNullable<ResultOf<"setup-svc-account">["account"]["role"]>): string {
  const form = { direct: "assigned directly", active: "active", eligible: "eligible, to be activated" }[how];
  const end = until === null ? "without an end" : `until ${minuteOf(until)}`;
  return `Hybrid Identity Administrator, ${form}, ${end}`;
}

type Verdict = ResultOf<"runs-rollback">["steps"][number]["verdict"];

const VERDICTS: Readonly<Record<Verdict, readonly [planned: string, done: string]>> = {
  "take-back": ["to be taken back", "taken back"],
  "as-before": ["nothing to do", "nothing to do"],
  "left-alone": ["left alone", "left alone"],
  cannot: ["cannot be taken back", "cannot be taken back"],
};

/** Of a rollback: what becomes of each step of the run that it takes back. Of the clean-up: what there is. */
export function subjectBlocks(result: ChangingResult): readonly Block[] {
  if (result.schema === "aadc-cloud/cleanup-accounts@1") return identityBlocks(result);
  if (result.schema === "aadc-cloud/cleanup-health@1") return serverBlocks(result);
  if (result.schema !== "aadc-cloud/runs-rollback@1") return [];
  const { run, steps, runId } = result;
  return [
    { kind: "heading", text: "The run that is taken back" },
    { kind: "text", text: `${run.runId}: ${run.command}, ${run.subject}` },
    {
      kind: "table",
      head: ["Step", "What it did", "What becomes of it", "Why"],
      rows: steps.map(({ number, summary, verdict, words }) => [
        String(number + 1),
        summary,
        VERDICTS[verdict][runId === null ? 0 : 1],
        words,
      ]),
    },
  ];
}

/** Why there is nothing in the plan. */
export function whyNothing(result: ChangingResult): string {
  const left = result.schema === "aadc-cloud/runs-rollback@1" && nothingTakenBack(result);
  if (typeof left === "string") return `${left}.`;
  const isList = result.schema === "aadc-cloud/cleanup-accounts@1" || result.schema === "aadc-cloud/cleanup-health@1";
  return isList || result.warnings.length > 0
    ? "Nothing is to be changed."
    : "Nothing is to be changed: everything is as it should be.";
}
