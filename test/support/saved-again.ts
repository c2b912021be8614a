// What was saved is judged as what was read, and redacted it is judged so, too, and holds no name of the tenant any more.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.js";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { resultIn } from "./cli-result-schemas.js";
import { type Outcome, runIn, type Stage } from "./cli-stage.js";

/** Words that a name may be and that are everywhere: of these nothing can be told. */
const EVERYWHERE = /^(?:all|user|users|admin|group|groups|mail)$/i;

/** Reads the tenant once, and judges what was saved of it twice. @returns false where the tenant lets nobody in */
export async function expectSameWhenSaved(stage: Stage): Promise<boolean> {
  const live = await stage.cli(["verify-sync", "--save", "now.json", "-o", "json"]);
  if (live.code === EXIT.signIn) return false;
  const offline = (...more: readonly string[]) => runIn(["verify-sync", "-o", "json", ...more], { cwd: stage.cwd });
  const again = await offline("--from", "now.json", "--save", "redacted.json", "--redact");
  expect(told(again)).toEqual(told(live));
  expect(outcomes(await offline("--from", "redacted.json"))).toEqual(outcomes(live));
  const names = await namesIn(stage);
  const [before, after] = ["now.json", "redacted.json"].map((name) => textIn(stage, name));
  expect(names.filter((name) => after?.includes(name))).toEqual([]);
  expect(names.filter((name) => before?.includes(name)).length).toBeGreaterThan(5);
  return true;
}

/** All that a result says, without what is about the file. */
function told({ code, stdout }: Outcome) {
  const { from: _from, saved: _saved, ...rest } = resultIn("verify-sync", stdout);
  return { code, ...rest };
}

function outcomes({ code, stdout }: Outcome) {
  const { findings, verdict } = resultIn("verify-sync", stdout);
  return { code, verdict, findings: findings.map(({ id, result, severity }) => [id, result, severity]) };
}

const textIn = ({ cwd }: Stage, name: string) => readFileSync(path.join(cwd, name), "utf8").toLowerCase();

async function namesIn({ dir }: Stage): Promise<readonly string[]> {
  const { state } = (await readSandboxState(dir)) ?? {};
  const names = (state?.tenants ?? []).flatMap(namesOf);
  return [...new Set(names.map((name) => name.toLowerCase()))].filter(
    (name) => name.length > 3 && !EVERYWHERE.test(name),
  );
}

function namesOf(tenant: TenantState): readonly string[] {
  const { organization, domains, users, groups, applications, conditionalAccessPolicies, namedLocations } = tenant;
  return [
    ...[organization.id, organization.displayName],
    ...domains.map(({ id }) => id),
    ...users.flatMap(({ id, userPrincipalName, displayName }) => [id, userPrincipalName, displayName]),
    ...groups.flatMap(({ id, displayName }) => [id, displayName]),
    ...applications.flatMap(({ id, appId, displayName }) => [id, appId, displayName]),
    ...conditionalAccessPolicies.flatMap(({ id, displayName }) => [id, displayName]),
    ...namedLocations.flatMap(({ id, displayName }) => [id, displayName]),
    ...tenant.onPremises.servers.map(({ name }) => name),
    ...tenant.health.members.flatMap((one) => [one.serviceMemberId, one.machineName]),
  ];
}
