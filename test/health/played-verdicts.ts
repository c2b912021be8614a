// Plays a row of expected-verdicts.json in a sandbox of its own, through the real command line.
import { randomUUID } from "node:crypto";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import rows from "./expected-verdicts.json" with { type: "json" };

type Member = TenantState["health"]["members"][number];

interface Row {
  readonly name: string;
  readonly scenario: string;
  readonly tenant?: string;
  /** Entries that are otherwise than the scenario has them; `unfed`: no server uploads into it. */
  readonly entries?: readonly (Partial<Member> & { readonly machineName: string; readonly unfed?: boolean })[];
  readonly stalled?: { readonly machineName: string; readonly dataType: string; readonly since: string };
  readonly events?: readonly (readonly string[])[];
  readonly break?: readonly string[];
  readonly advance?: string;
  readonly staleAfter?: string;
  /** "NAME verdict", sorted. */
  readonly verdicts: readonly string[];
  readonly facts: string;
}

export const VERDICT_ROWS: readonly Row[] = rows;

const AT = "2026-10-12T09:10:00Z";

export async function playVerdicts(row: Row): Promise<{ readonly verdicts: readonly string[]; readonly told: string }> {
  const stage = await startStage({ scenario: row.scenario, at: AT, tenant: (state) => prepare(state, row) });
  try {
    for (const words of row.events ?? []) await happens(stage, words);
    if (row.break !== undefined) await happens(stage, ["break", ...row.break]);
    if (row.advance !== undefined) await happens(stage, ["advance", row.advance]);
    stage.time.pass(2_000);
    const where = row.tenant === undefined ? [] : ["--tenant", row.tenant];
    const limit = row.staleAfter === undefined ? [] : ["--stale-after", row.staleAfter];
    const { code, stdout, stderr } = await stage.cli(["cleanup-health", "-o", "json", ...where, ...limit]);
    if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
    const { servers } = resultIn("cleanup-health", stdout);
    return {
      verdicts: servers.map(({ machineName, verdict }) => `${machineName} ${verdict}`).sort(),
      told: servers.map(({ machineName, reason }) => `${machineName}: ${reason}`).join("\n"),
    };
  } finally {
    await stage.close();
  }
}

function prepare({ health }: TenantState, { entries = [], stalled }: Row): void {
  for (const { machineName, unfed = false, ...change } of entries)
    Object.assign(theMember(health, machineName), change, unfed ? { installationId: randomUUID() } : {});
  if (stalled === undefined) return;
  const { machineName, ...rest } = stalled;
  health.stalledUploads.push({ serviceMemberId: theMember(health, machineName).serviceMemberId, ...rest });
}

function theMember({ members }: TenantState["health"], machineName: string): Member {
  const member = members.find((one) => one.machineName === machineName);
  if (member === undefined) throw new Error(`Connect Health lists no ${machineName}.`);
  return member;
}

async function happens(stage: Stage, words: readonly string[]): Promise<void> {
  const { code, stderr } = await stage.cli(["sandbox", "do", ...words]);
  if (code !== 0) throw new Error(`${words.join(" ")}: ${stderr}`);
}
