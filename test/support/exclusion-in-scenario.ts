// `mfa-exclusion add` in the tenants of a scenario: afterwards the engine signs in by the sandbox's own evaluation, nothing
// else is changed anywhere, and a rollback leaves every policy as it was.
import path from "node:path";
import { expect } from "vitest";
import { engineSignIn } from "../../src/sandbox/on-premises/engine-sign-in.js";
import { plainTenant } from "../../src/sandbox/on-premises/forest.js";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { resultIn } from "./cli-result-schemas.js";
import { type Stage, startStage } from "./cli-stage.js";
import { contentsOf, restorableOf } from "./tenant-contents.js";

/** Adatum's customers are of two kinds, numbered: the last of each stands for all. */
const KINDS = /^(?<kind>.*?)(?: \d+)?$/u;

export async function expectExclusionIn(scenario: string): Promise<void> {
  const stage = await startStage({ scenario });
  try {
    const tenants = await tenantsOf(stage);
    const ofEachKind = new Map(
      tenants.map((tenant, index) => [KINDS.exec(tenant.organization.displayName)?.groups?.["kind"], index]),
    );
    for (const index of ofEachKind.values()) await prove(stage, index);
  } finally {
    await stage.close();
  }
}

async function prove(stage: Stage, index: number): Promise<void> {
  const run = runner(stage, index);
  // Who signs in for the first time may leave something of its own in the tenant.
  const [planned] = resultIn("mfa-exclusion-add", await run("mfa-exclusion", "add", "--dry-run")).plan.slice(0, 1);
  const before = await tenantOf(stage, index);
  const bound = refusedByPolicy(before);
  expect(planned === undefined, bound.join("\n")).toBe(bound.length === 0);
  const { changed } = resultIn("mfa-exclusion-add", await run("mfa-exclusion", "add", "--yes"));
  expect(changed).toBe(bound.length > 0);
  const after = await tenantOf(stage, index);
  expect(refusedByPolicy(after)).toEqual([]);
  expect(withoutExclusions(contentsOf(after, before))).toEqual(withoutExclusions(contentsOf(before, before)));
  expect(widened(before, after)).toEqual([]);
  if (!changed) {
    expect(contentsOf(after, before)).toEqual(contentsOf(before, before));
    return;
  }
  expect(resultIn("mfa-exclusion-add", await run("mfa-exclusion", "add", "--yes")).plan).toEqual([]);
  stage.time.pass(600_000);
  await run("runs", "rollback", "last", "--yes");
  expect(restorableOf(await tenantOf(stage, index), before)).toEqual(restorableOf(before, before));
}

/** A customer's tenant is entered by the provider's application, as the provider itself would. */
function runner(stage: Stage, index: number) {
  const environment = { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret };
  return async (...argv: readonly string[]): Promise<string> => {
    stage.time.pass(2_000);
    const initial = (await tenantOf(stage, index)).domains.find(({ isInitial }) => isInitial)?.id ?? "";
    const where = index === 0 ? [] : ["--tenant", initial, "--auth", "secret"];
    const state = ["--state-dir", path.join(stage.cwd, `state-${index}`)];
    const { code, stdout, stderr } = await stage.cli([...argv, "-o", "json", ...where, ...state], {
      ...(index === 0 ? {} : { environment }),
    });
    expect(code, `${initial} ${argv.join(" ")}: ${stdout}${stderr}`).toBe(0);
    return stdout;
  };
}

async function tenantsOf({ dir }: Stage): Promise<readonly TenantState[]> {
  return (await readSandboxState(dir))?.state.tenants ?? [];
}

async function tenantOf(stage: Stage, index: number): Promise<TenantState> {
  const tenant = (await tenantsOf(stage))[index];
  if (tenant === undefined) throw new Error(`There is no tenant ${index}.`);
  return tenant;
}

/** Why the engines cannot sign in, where Conditional Access is why. */
function refusedByPolicy(tenant: TenantState): readonly string[] {
  return tenant.onPremises.servers
    .map((server) => engineSignIn(plainTenant(tenant), server).refusal ?? "")
    .filter((refusal) => refusal.includes("policy"));
}

const LISTS = ["excludeUsers", "excludeGroups", "excludeRoles"] as const;

/** Everything, but for those lists of policies that say who is excluded. */
function withoutExclusions(contents: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(
    JSON.stringify(contents, (key, value: unknown) =>
      LISTS.some((list) => list === key) && Array.isArray(value) ? [] : value,
    ),
  );
}

/** Entries of such lists that are gone: an exclusion only adds. */
function widened(before: TenantState, after: TenantState): readonly string[] {
  return before.conditionalAccessPolicies.flatMap((policy) => {
    const now = after.conditionalAccessPolicies.find(({ id }) => id === policy.id);
    return LISTS.flatMap((list) => {
      const kept = listIn(now, list);
      return listIn(policy, list).filter((entry) => !kept.includes(entry));
    });
  });
}

function listIn(policy: TenantState["conditionalAccessPolicies"][number] | undefined, list: string): readonly string[] {
  const { users } = (policy?.conditions ?? {}) as { users?: Readonly<Record<string, readonly string[]>> };
  return users?.[list] ?? [];
}
