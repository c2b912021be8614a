// One result of each command about runs, every name of the tenant passed through `name`.
import type { Changing, Envelope, ResultOf } from "../../src/report/result-schemas.js";
import type { Change } from "../../src/shapes/change.js";
import type { Name } from "./sample-results.js";

type Runs = "runs-list" | "runs-show" | "runs-rollback" | "runs-export";

const OFFLINE = { at: null, operator: null, toolVersion: "0.1.0" } as const;
const HASH = "0".repeat(64);

export function runsOf(
  name: Name,
  envelope: Envelope,
  changing: Changing,
  changes: readonly Change[],
): { readonly [N in Runs]: ResultOf<N> } {
  const { tenant, tenantId, operator } = envelope;
  const run = {
    runId: name("20261122T100000Z-00000001"),
    state: "open" as const,
    begunAt: "2026-11-22T10:00:00.000Z",
    command: name("setup-svc-account"),
    subject: name("svc@contoso.onmicrosoft.com"),
    tenantId,
    tenant,
    operator,
    ticket: name("CHG-1"),
    reason: name("Swap"),
    changes: 2,
    notBegun: 1,
    rollbackOf: null,
    rollback: null,
    problem: null,
  };
  const damaged = {
    ...run,
    state: "damaged" as const,
    begunAt: null,
    command: null,
    subject: null,
    tenantId: null,
    tenant: null,
    operator: null,
    ticket: null,
    reason: null,
    changes: null,
    notBegun: null,
    problem: name("The journal is damaged: line 3 is not as it was written."),
  };
  const taken = { runId: name("20261122T110000Z-00000002"), finished: true };
  return {
    "runs-list": {
      schema: "aadc-cloud/runs-list@1",
      ...OFFLINE,
      tenantId: null,
      where: name("/root/.local/state/aadc-cloud/runs"),
      asked: name("contoso.com"),
      tenants: [{ tenantId, initialDomain: name("contoso.onmicrosoft.com") }],
      runs: [run, { ...run, state: "rolled-back", rollback: taken, ticket: null }, damaged],
    },
    "runs-show": {
      schema: "aadc-cloud/runs-show@1",
      ...OFFLINE,
      tenantId,
      run: {
        ...run,
        toolVersion: "0.1.0",
        continuedBy: { name: name("bob@contoso.com"), at: "2026-11-22T11:00:00.000Z" },
        lastWritten: "2026-11-22T11:00:01.000Z",
        plan: [...changes, { ...changes[0], kind: name("of-a-newer-version"), summary: name("not begun yet") }],
        planHash: HASH,
        wishes: { name: name("svc") },
        guardsOverridden: [name("tier-0")],
        steps: changes.map((change, number) => ({
          number,
          change,
          state: (["confirmed", "sent", "in-doubt", "refused"] as const)[number % 4] ?? "sent",
          outcome: number % 2 === 0 ? ("done" as const) : null,
          requestId: name("11111111-2222-4000-8000-000000000000"),
          sentAt: "2026-11-22T10:00:01.000Z",
          objectId: name("33333333-0000-4000-8000-000000000000"),
          imageBefore: null,
          imageAfter: { id: name("x") },
          takingBack: { possible: number % 2 === 0, words: "The role is taken away." },
        })),
        stopped: { code: "unreachable", message: name("Graph does not answer.") },
        evidence: { before: true, after: false },
      },
      next: {
        goOn: name("aadc-cloud setup-svc-account"),
        rollBack: name("aadc-cloud runs rollback 20261122T100000Z-00000001"),
        export: name("aadc-cloud runs export 20261122T100000Z-00000001"),
      },
    },
    "runs-rollback": {
      schema: "aadc-cloud/runs-rollback@1",
      ...envelope,
      ...changing,
      run: {
        runId: run.runId,
        command: run.command,
        subject: run.subject,
        begunAt: run.begunAt,
      },
      steps: (["take-back", "as-before", "left-alone", "cannot"] as const).map((verdict, number) => ({
        number,
        summary: name("create the account"),
        verdict,
        words: number === 0 ? "" : name("It is another than before."),
      })),
    },
    "runs-export": {
      schema: "aadc-cloud/runs-export@1",
      ...OFFLINE,
      tenantId,
      runId: run.runId,
      file: name("/root/RUN.zip"),
      bytes: 1_000,
      sha256: HASH,
      files: [{ name: "plan.json", bytes: 10, sha256: HASH }],
      missing: [{ what: "verify-sync-after.json", why: name("the run did not come to its end") }],
    },
  };
}
