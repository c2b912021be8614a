// The ways of mfa-exclusion that change something, and their runs taken back, as the permission test runs them.
import { expect } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import type { Change } from "../../src/shapes/change.js";
import { resultIn } from "../support/cli-result-schemas.js";
import type { Outcome } from "../support/cli-stage.js";
import type { CommandCase } from "./commands.js";
import { MADE_ACCOUNT, withAccount } from "./made-runs.js";

const add = (...more: readonly string[]) => ["mfa-exclusion", "add", ...more, "--yes", "-o", "json"];
const remove = (...more: readonly string[]) => ["mfa-exclusion", "remove", ...more, "--yes", "-o", "json"];
const TAKING_BACK = ["runs", "rollback", "last", "--yes", "-o", "json"];

/** Contoso has no P2, and so no Privileged Identity Management. */
const WITHOUT_P2 = ["read-privileged-roles"] as const;

/** Nobody signs in with them any more, so that their exclusion may end. */
function outOfUse(tenant: TenantState): void {
  for (const user of tenant.users) if (user.userPrincipalName.startsWith("Sync_")) user.accountEnabled = false;
}

const BY_ROLE = { argv: add() };
const BY_GROUP = { argv: add("--via", "group") };
const OF_SVC = {
  tenant: withAccount,
  argv: add("--for", MADE_ACCOUNT, "--expires", "8h", "--accept-human", "--accept-unprotected"),
};
const LOCKED = { argv: add("--lock-to", "203.0.113.11/32") };

const added =
  (...kinds: readonly Change["kind"][]) =>
  ({ code, stdout, stderr }: Outcome) => {
    expect(code, stdout + stderr).toBe(0);
    const { changed, plan } = resultIn("mfa-exclusion-add", stdout);
    expect([changed, ...plan.map(({ kind }) => kind)]).toEqual([true, ...kinds]);
    expect(stdout).not.toContain("could not be read");
  };

const removed =
  (...kinds: readonly Change["kind"][]) =>
  ({ code, stdout, stderr }: Outcome) => {
    expect(code, stdout + stderr).toBe(0);
    const { changed, plan } = resultIn("mfa-exclusion-remove", stdout);
    expect([changed, ...plan.map(({ kind }) => kind)]).toEqual([true, ...kinds]);
  };

const takenBack =
  (...kinds: readonly Change["kind"][]) =>
  ({ code, stdout, stderr }: Outcome) => {
    expect(code, stdout + stderr).toBe(0);
    const { changed, plan } = resultIn("runs-rollback", stdout);
    expect([changed, ...plan.map(({ kind }) => kind)]).toEqual([true, ...kinds]);
  };

export const EXCLUSION_COMMANDS: readonly CommandCase[] = [
  {
    operation: "mfa-exclusion add",
    argv: () => BY_ROLE.argv,
    idle: WITHOUT_P2,
    succeeded: added("exclude-role"),
  },
  {
    operation: "mfa-exclusion add --via group",
    argv: () => BY_GROUP.argv,
    idle: WITHOUT_P2,
    succeeded: added("create-group", "add-group-member", "add-group-member", "exclude-group"),
  },
  {
    operation: "mfa-exclusion add --for svc",
    tenant: OF_SVC.tenant,
    argv: () => OF_SVC.argv,
    idle: WITHOUT_P2,
    succeeded: added("mark-exclusion", "exclude-user", "exclude-user"),
  },
  {
    operation: "mfa-exclusion add --lock-to",
    argv: () => LOCKED.argv,
    idle: WITHOUT_P2,
    succeeded: added("create-named-location", "create-lock", "exclude-role"),
  },
  {
    operation: "mfa-exclusion add --lock-to --enforce",
    argv: () => add("--lock-to", "203.0.113.10,203.0.113.11", "--enforce"),
    idle: WITHOUT_P2,
    succeeded: added("create-named-location", "create-lock", "exclude-role"),
  },
  {
    operation: "mfa-exclusion remove",
    earlier: BY_ROLE,
    tenant: outOfUse,
    argv: () => remove(),
    succeeded: removed("end-exclusion"),
  },
  {
    operation: "mfa-exclusion remove --for svc",
    earlier: OF_SVC,
    argv: () => remove("--for", MADE_ACCOUNT),
    succeeded: removed("end-exclusion", "end-exclusion", "mark-exclusion"),
  },
  {
    operation: "mfa-exclusion remove from a group",
    earlier: BY_GROUP,
    tenant: outOfUse,
    argv: () => remove(),
    succeeded: removed("remove-group-member", "remove-group-member", "end-exclusion", "delete-group"),
  },
  {
    operation: "runs rollback of mfa-exclusion",
    earlier: BY_ROLE,
    argv: () => TAKING_BACK,
    succeeded: takenBack("end-exclusion"),
  },
  {
    operation: "runs rollback of mfa-exclusion --via group",
    earlier: BY_GROUP,
    argv: () => TAKING_BACK,
    succeeded: takenBack("end-exclusion", "remove-group-member", "remove-group-member", "delete-group"),
  },
  {
    operation: "runs rollback of mfa-exclusion --for svc",
    earlier: OF_SVC,
    argv: () => TAKING_BACK,
    succeeded: takenBack("end-exclusion", "end-exclusion", "mark-exclusion"),
  },
  {
    operation: "runs rollback of mfa-exclusion --lock-to",
    earlier: LOCKED,
    argv: () => TAKING_BACK,
    succeeded: takenBack("end-exclusion", "delete-lock", "delete-named-location"),
  },
];
