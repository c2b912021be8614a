// A plan as change request, for those who must agree to it; what was carried out, as change record. The same document, as
// data: it is printed as Markdown or HTML.
import type { Change } from "../shapes/change.js";
import { takingBackText } from "../shapes/taking-back.js";
import { minuteOf } from "../shapes/time.js";
import { type Typed, typedPlainly } from "../shapes/typed.js";
import { highestLevel, riskOf } from "./change-risk.js";
import { differenceOf } from "./difference.js";
import type { Difference } from "./difference-parts.js";
import type { Block, Document } from "./document.js";
import { foretoldAlerts, foretoldEntries } from "./foretold.js";
import type { Changing, Result } from "./result-schemas.js";
import { needsPlace } from "./secret-places.js";
import { subjectBlocks, subjectRows, whyNothing } from "./subject-blocks.js";

export type ChangingResult = Extract<Result, Changing>;

/** @param typed completes a command line for the place where it is typed */
export function changeRequest(result: ChangingResult, typed: Typed = typedPlainly): Document {
  const { plan } = result;
  const command = commandOf(result);
  const isRecord = result.runId !== null;
  const title = `${isRecord ? "Change record" : "Change request"}: aadc-cloud ${command}`;
  if (plan.length === 0 && !isRecord)
    return {
      title,
      blocks: [...aboutOf(result), text(whyNothing(result)), ...warningBlocks(result), ...subjectBlocks(result)],
    };
  return {
    title,
    blocks: [
      ...aboutOf(result),
      ...(isRecord ? outcomeOf(result) : []),
      ...subjectBlocks(result),
      heading(isRecord ? "What was changed" : "What is to be changed"),
      ...plan.map(itemOf),
      ...riskBlocks(plan),
      ...warningBlocks(result),
      ...carryingOut(result, typed(`${command} --plan FILE${needsPlace(plan) ? " --password-to WHERE" : ""}`)),
      ...rollbackBlocks(result, typed("runs rollback RUN")),
      ...visibleBlocks(plan),
    ],
  };
}

/** `aadc-cloud/mfa-exclusion-add@1` is the result of `mfa-exclusion add`. Whoever removes a registration asks for no commands. */
function commandOf(result: ChangingResult): string {
  if ("registration" in result && result.registration.commands.length === 0) return "register-app --remove";
  const name = result.schema.replace(/^aadc-cloud\/|@\d+$/g, "");
  return name.replace(/^(mfa-exclusion|runs)-/, "$1 ");
}

function aboutOf(result: ChangingResult): readonly Block[] {
  const { tenant, tenantId, operator, at, reason, ticket, planHash, runId, toolVersion } = result;
  const rows: readonly (readonly [string, string])[] = [
    ["Tenant", `${tenant.displayName} (${tenant.initialDomain})`],
    ["Tenant id", `${tenantId}, cloud ${tenant.cloud}`],
    [runId === null ? "Asked for by" : "Carried out by", `${operator.name} (${operator.authKind})`],
    ["Time", `${minuteOf(at)}, by the service's clock`],
    ["Why", reason ?? "no reason was given (--reason)"],
    ["Ticket", ticket ?? "none was given (--ticket)"],
    ...(runId === null ? [] : [["Run", runId] as const]),
    ...subjectRows(result),
    ["Plan (SHA-256)", planHash],
    ["Made by", `aadc-cloud ${toolVersion}`],
  ];
  return [{ kind: "facts", rows }];
}

const OUTCOMES: Readonly<Record<Changing["applied"][number]["outcome"], string>> = {
  done: "done and confirmed",
  "done-earlier": "done before the run was cut, and confirmed",
  "already-so": "was so already",
};

function outcomeOf({ applied, continued }: Changing): readonly Block[] {
  return [
    heading("Outcome"),
    ...(continued ? [text("A run that had been cut was gone on with. What its newest plan says is done.")] : []),
    {
      kind: "table",
      head: ["Change", "Outcome", "Request id"],
      rows: applied.map(({ summary, outcome, requestId }) => [summary, OUTCOMES[outcome], requestId ?? "none"]),
    },
  ];
}

function itemOf(change: Change, index: number, plan: readonly Change[]): Block {
  const differences = differenceOf(change, plan);
  const rows = differences.flatMap(rowsOf);
  const notes = differences.flatMap((one) => ("note" in one ? [one.note] : []));
  return {
    kind: "item",
    number: index + 1,
    title: change.summary,
    below: [
      ...(rows.length === 0 ? [] : [{ kind: "table", head: ["What", "Before", "After"], rows } as const]),
      { kind: "list", items: [...notes, takingBackText(change)] },
    ],
  };
}

function rowsOf(difference: Difference): readonly (readonly string[])[] {
  if ("note" in difference) return [];
  if ("added" in difference) return [["added", "none", difference.added]];
  if ("removed" in difference) return [["removed", difference.removed, "none"]];
  const { what, before, after } = difference;
  return [[what, before ?? "none", after ?? "none"]];
}

function riskBlocks(plan: readonly Change[]): readonly Block[] {
  const risks = plan.map(riskOf);
  const rows = plan.map((change, index) => {
    const found = risks[index];
    return [change.summary, found?.level ?? "", found?.affected ?? "", found?.what ?? ""];
  });
  return [
    heading("Risk, and who is affected"),
    text(`The highest risk of a single change: ${highestLevel(risks)}.`),
    { kind: "table", head: ["Change", "Risk", "Who is affected", "What could go wrong"], rows },
  ];
}

function warningBlocks({ warnings, guardsOverridden }: Changing): readonly Block[] {
  const items = [...guardsOverridden.map((guard) => `A guard was opened by an option: ${guard}.`), ...warnings];
  return items.length === 0 ? [] : [heading("Beware"), { kind: "list", items }];
}

function carryingOut({ runId, planHash }: Changing, command: string): readonly Block[] {
  const steps = [
    "Before each write the tenant is compared with what the plan says was there; what somebody else has changed meanwhile is left alone, and the run stops.",
    "Each write is entered in a journal, on the disk, before it is sent.",
    "Afterwards the very property that was written is read back: three times in a row as wanted, for Conditional Access five times. Only then does a change count as done.",
    "A run that is cut is gone on with by the same command; nothing is done twice.",
  ];
  return [
    heading(runId === null ? "How it is carried out and verified" : "How it was carried out and verified"),
    { kind: "list", items: steps },
    ...(runId === null
      ? [
          text("Exactly this plan is carried out, and no other, from a file that --plan-out FILE has saved:"),
          { kind: "command", text: command } as const,
          text(
            `It is refused when the tenant has moved on. The file's planHash must be ${planHash}, which stands in the journal, too.`,
          ),
        ]
      : []),
  ];
}

function rollbackBlocks({ plan, rollback, runId }: Changing, command: string): readonly Block[] {
  const limits = new Map(plan.map((change) => [`${change.kind} ${change.reversible}`, change]));
  const none = plan.every(({ reversible }) => !reversible);
  const rows = [...limits.values()].map((change) => [
    plan
      .map((one, index) => (one.kind === change.kind && one.reversible === change.reversible ? `${index + 1}` : ""))
      .filter((number) => number !== "")
      .join(", "),
    takingBackText(change),
  ]);
  return [
    heading("How it is taken back"),
    ...(none
      ? [text("Nothing of it can be taken back.")]
      : [
          { kind: "command", text: rollback ?? command } as const,
          ...(runId === null ? [text("RUN is the id that the run prints; aadc-cloud runs list shows it, too.")] : []),
          text(
            "In reverse order, what is still as the run left it is undone; what somebody else has changed since is left alone, with a warning. A rollback is a run of its own.",
          ),
        ]),
    { kind: "table", head: ["Change", "Limits"], rows },
  ];
}

function visibleBlocks(plan: readonly Change[]): readonly Block[] {
  const alerts = foretoldAlerts(plan);
  return [
    heading("What the security team will see"),
    text("Entries of the audit log, minutes to hours after the change:"),
    {
      kind: "table",
      head: ["Activity", "Service", "How many", "When"],
      rows: foretoldEntries(plan).map(({ activity, service, times, onlyIf }) => [
        activity,
        service,
        String(times),
        onlyIf === undefined ? "always" : `only if ${onlyIf}`,
      ]),
    },
    ...(alerts.length === 0
      ? [text("No alert is known to come of it.")]
      : [
          text("Alerts that may come of it:"),
          {
            kind: "table",
            head: ["Alert", "Severity", "Where", "When"],
            rows: alerts.map(({ title, severity, where, onlyIf }) => [title, severity, where, `only if ${onlyIf}`]),
          } as const,
        ]),
  ];
}

function heading(words: string): Block {
  return { kind: "heading", text: words };
}

function text(words: string): Block {
  return { kind: "text", text: words };
}
