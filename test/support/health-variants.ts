// Ways to use cleanup-health, to be cut and struck at one request after the other: each try finds the same old servers listed.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { resetSandbox } from "../../src/sandbox/control.js";
import type { Variant } from "./crash-matrix.js";
import { temporaryFolder } from "./temporary-folder.js";
import { tenantState } from "./tenant-contents.js";

/** Of servers that were given up long ago; of the last it is known only that it reported once. */
const IDS = {
  "FAB-OLD1": "0a000000-0000-4000-8000-000000000001",
  "FAB-OLD2": "0a000000-0000-4000-8000-000000000002",
  "FAB-OLD3": "0a000000-0000-4000-8000-000000000003",
} as const;

type Name = keyof typeof IDS;

/** A tenant with an active server, one in staging mode, and those. @returns its scenario's file */
export function withOldServers(): string {
  const usual = JSON.parse(readFileSync("src/sandbox/scenarios/fabrikam-app.json", "utf8")) as {
    readonly tenants: readonly { readonly servers: unknown[] }[];
  };
  const servers = Object.entries(IDS).map(([name, id], index) => ({
    ...{ name, version: "2.4.21.0", uninstalled: true, address: "203.0.113.29" },
    identity: { kind: "legacy", machineIdentifier: `00000000000${index + 1}`, created: "900d ago" },
    health: {
      ...{ id, created: "900d ago", lastReboot: "45d ago", lastUpdated: "20d ago" },
      lastUpload: name === "FAB-OLD3" ? null : "20d ago",
    },
  }));
  usual.tenants[0]?.servers.push(...servers);
  const file = path.join(temporaryFolder(), "with-old-servers.json");
  writeFileSync(file, JSON.stringify(usual));
  return file;
}

/** Whoever cannot read what the guards need is refused by them: who is active, or when a server uploaded last. */
function guardedAt(request: string): readonly string[] {
  if (/^GET graph \S*(?:\/roleAssignments|\/appRoleAssignedTo|\/onPremisesSynchronization)/u.test(request))
    return ["4 no-active-server"];
  if (request.endsWith("/services")) return ["6 health-not-there"];
  if (!request.endsWith("/datafreshness")) return [];
  return ["4 server-unknown", "4 active-server-not-in-health", "4 tenant-moved-on"];
}

/** @param scenario the file, with which each try begins anew */
type OnScenario = (scenario: string) => Variant;

interface HealthVariant {
  readonly title: string;
  readonly on: OnScenario;
}

function variantOf(title: string, names: readonly Name[], more: readonly string[] = []): HealthVariant {
  const confirmed = names.flatMap((name) => ["--confirm-name", name]);
  const run = (words: readonly string[]) => [
    ...["cleanup-health", ...words.flatMap((word) => ["--server", word]), ...more, ...confirmed, "--yes"],
  ];
  const on: OnScenario = (scenario) => ({
    ...{ title, guardedAt },
    prepare: async ({ stage }) => {
      await resetSandbox(stage.dir, scenario);
      return "";
    },
    // By name, as people do; what is gone has only its id.
    argv: () => run(names),
    ...(more.includes("--disable-only")
      ? {}
      : { afterwards: () => run(names.map((name) => IDS[name])), refusedOnceDone: "unknown-server" }),
    standing: async ({ stage }) => {
      const { health } = await tenantState(stage);
      return health.members.map(({ machineName, disabled }) => [machineName, disabled ? "disabled" : "there"]).sort();
    },
  });
  return { title, on };
}

export const HEALTH_VARIANTS: readonly HealthVariant[] = [
  variantOf("one is removed", ["FAB-OLD1"]),
  variantOf("two are removed", ["FAB-OLD1", "FAB-OLD2"]),
  variantOf("one is disabled only", ["FAB-OLD2"], ["--disable-only"]),
  variantOf("one that somebody vouches for", ["FAB-OLD3"], ["--attest", IDS["FAB-OLD3"], "--reason", "VM deleted"]),
];
