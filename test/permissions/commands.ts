// Every command as the permission test runs it: how the tenant is made ready, what is typed, and what it must have done.
import { expect } from "vitest";
import type { OperationName } from "../../src/knowledge/operations.js";
import type { Need } from "../../src/knowledge/permissions.js";
import type { OperatorKind } from "../../src/rights/least.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { resultIn } from "../support/cli-result-schemas.js";
import type { Outcome, Stage } from "../support/cli-stage.js";
import { EXCLUSION_COMMANDS } from "./exclusion-commands.js";
import { IDENTITY_COMMANDS } from "./identity-commands.js";
import { ACCOUNT, journalOf, withAccount } from "./made-runs.js";
import { SETUP_COMMANDS } from "./setup-commands.js";

export interface CommandCase {
  readonly operation: OperationName;
  /** The operation is tried already, on another tenant: taking its rights away once is enough. */
  readonly again?: true;
  readonly argv: (kind: OperatorKind) => readonly string[];
  /** Instead, for an operator who may not read what documents disagree on: what is typed besides, and what it spares. */
  readonly spared?: { readonly argv: readonly string[]; readonly needs: readonly Need[] };
  /** What somebody who may has typed earlier: its run, and what that left in the tenant, are there. */
  readonly earlier?: { readonly tenant?: (tenant: TenantState) => void; readonly argv: readonly string[] };
  readonly tenant?: (tenant: TenantState) => void;
  /** Runs before the command, by somebody who may. */
  readonly before?: (stage: Stage) => Promise<void>;
  /** Needs that only another state of the tenant calls for. */
  readonly idle?: readonly Need[];
  /** With exactly its rights the command has done its work. `whole`: what documents disagree on may be read, too. */
  readonly succeeded: (outcome: Outcome, whole: boolean, state: unknown) => void;
  /** Of a result that has gaps: what it says of them. Left out where a missing right ends the command. */
  readonly gaps?: (stdout: string) => string;
}

const inJson = ["-o", "json"];

/** The new server synchronises and the old one has gone silent; no policy stands in the way. */
const afterTheSwap: Pick<CommandCase, "tenant" | "before"> = {
  tenant: (tenant) => {
    tenant.conditionalAccessPolicies = [];
  },
  before: async (stage) => {
    for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) {
      const { code, stderr } = await stage.cli(["sandbox", "do", ...event]);
      if (code !== 0) throw new Error(stderr);
    }
  },
};

const TAKING_BACK = ["runs", "rollback", "last", "--yes", ...inJson];

const ROBOT = ["--app-only", "--for", "mfa-exclusion", "--credential", "github:contoso/migration"];
const REGISTERING: readonly (readonly [OperationName, ...string[]])[] = [
  ["register-app"],
  ["register-app --grant", "--grant"],
  ["register-app --app-only --grant", ...ROBOT, "--grant"],
];

export const COMMANDS: readonly CommandCase[] = [
  {
    operation: "verify-sync",
    argv: () => ["verify-sync", ...inJson],
    // Besides those that sign in as users.
    before: async (stage) => {
      const server = ["AADC-APP", "--version", "2.6.92.0", "--staging", "--identity", "application"];
      const { code, stderr } = await stage.cli(["sandbox", "do", "install-server", ...server]);
      if (code !== 0) throw new Error(stderr);
    },
    succeeded: ({ stdout }, whole) => {
      const { findings } = resultIn("verify-sync", stdout);
      const open = findings.filter(({ result }) => result === "unknown").map(({ id }) => id);
      // Nobody has written for years, so that no server is active, whoever asks. What hangs on the synchronisation object, and
      // agents, stays open for an application, and for whoever has lesser roles.
      const withheld = ["004", "006", "012", "013", "023", "024", "028", "033"];
      expect(open).toEqual((whole ? ["012"] : withheld).map((number) => `SYNC-${number}`));
    },
    gaps: (stdout) => {
      const { findings, verdict, sync } = resultIn("verify-sync", stdout);
      expect(verdict).not.toBe("pass");
      const open = findings.filter(({ result }) => result === "unknown");
      // Domains count against a baseline alone; until then only the facts tell that they are missing.
      const { domains } = sync;
      const facts = domains.state === "unknown" ? [`${domains.reason} ${domains.remedy}`] : [];
      return [...open.map(({ evidence, remedy }) => `${evidence} ${remedy}`), ...facts].join("\n");
    },
  },
  ...SETUP_COMMANDS,
  {
    operation: "mfa-exclusion status",
    argv: () => ["mfa-exclusion", "status", ...inJson],
    succeeded: ({ code, stdout }) => {
      expect(code).toBe(0);
      const { identities, policies } = resultIn("mfa-exclusion-status", stdout);
      expect(identities.length).toBeGreaterThan(0);
      expect(policies.filter(({ verdict }) => verdict === "unknown")).toEqual([]);
    },
    gaps: (stdout) =>
      resultIn("mfa-exclusion-status", stdout)
        .policies.filter(({ verdict }) => verdict === "unknown")
        .map(({ reason }) => reason)
        .join("\n"),
  },
  ...EXCLUSION_COMMANDS,
  {
    operation: "cleanup-health",
    argv: () => ["cleanup-health", ...inJson],
    succeeded: ({ code, stdout }) => {
      expect(code).toBe(0);
      expect(resultIn("cleanup-health", stdout).servers.length).toBeGreaterThan(1);
    },
  },
  {
    operation: "cleanup-health --server",
    ...afterTheSwap,
    argv: () => ["cleanup-health", "--server", "AADC-OLD", "--confirm-name", "AADC-OLD", "--yes", ...inJson],
    spared: { argv: ["--active-server", "AADC-NEW"], needs: ["read-synchronization"] },
    succeeded: ({ code, stdout }, _, state) => {
      expect(code).toBe(0);
      expect(resultIn("cleanup-health", stdout)).toMatchObject({ changed: true });
      expect(state).toMatchObject({ servers: ["AADC-NEW"] });
    },
  },
  ...IDENTITY_COMMANDS,
  {
    operation: "runs rollback",
    tenant: withAccount,
    before: (stage) => journalOf(stage, "setup-svc-account", ACCOUNT),
    argv: () => TAKING_BACK,
    succeeded: ({ code, stdout }) => {
      expect(code).toBe(0);
      const { changed, plan } = resultIn("runs-rollback", stdout);
      // Whether somebody has signed in may not be read with these rights.
      expect([changed, ...plan.map(({ kind }) => kind)]).toEqual([true, "unassign-role", "set-account-enabled"]);
    },
  },
  ...REGISTERING.map(
    ([operation, ...more]): CommandCase => ({
      operation,
      argv: () => ["register-app", "--yes", ...more, ...inJson],
      succeeded: ({ code, stdout }) => {
        expect(code).toBe(0);
        const { changed, registration } = resultIn("register-app", stdout);
        expect([changed, registration.consent.granted === true]).toEqual([true, more.includes("--grant")]);
      },
    }),
  ),
];
