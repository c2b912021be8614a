// No check passes on what could not be read.
import { describe, expect, test } from "vitest";

import { verdictsOn } from "../../src/commands/judge-snapshot.js";
import { PREMIUM_P1_PLANS, ROLES } from "../../src/knowledge/directory.js";
import type { PersonInPolicies } from "../../src/sync/snapshot.js";
import { CHECKS, runChecks } from "../../src/sync/verdict.js";
import type { SyncRoleHolder } from "../../src/tenant/sync-identities.js";
import { CASES } from "./check-cases.js";
import {
  ago,
  type Change,
  DAY,
  fact,
  findingOf,
  IDENTITY,
  judgedOf,
  ORGANIZATION,
  refused,
  snapshotOf,
} from "./healthy-snapshot.js";

/** Verdicts on sources, and slots of the snapshot. */
const SOURCES = [
  "activeServer",
  "identities",
  "health",
  "domains",
  "settings",
  "lastExport",
  "lastPasswordSync",
  "syncedCounts",
  "roleHolders",
  "syncApplications",
  "applicationStates",
  "syncService",
  "credentialPolicy",
  "policies",
  "people",
  "signIns",
  "writes",
  "serviceAccounts",
  "agents",
  "provisioningErrors",
  "deletedObjects",
  "healthServers",
  "healthAlerts",
  "healthExportErrors",
  "healthExports",
] as const;
type Source = (typeof SOURCES)[number];

/** Each check that needs any, and all that it needs where nothing is wrong. */
const NEEDED: Readonly<Record<string, readonly Source[]>> = {
  "SYNC-003": ["activeServer"],
  "SYNC-004": ["lastExport"],
  "SYNC-005": ["identities"],
  "SYNC-006": ["settings", "lastPasswordSync"],
  "SYNC-007": ["identities"],
  "SYNC-008": ["health", "activeServer"],
  "SYNC-009": ["health"],
  "SYNC-010": ["activeServer", "lastExport", "identities"],
  "SYNC-012": ["writes", "identities"],
  "SYNC-013": ["lastExport"],
  "SYNC-014": ["syncApplications", "applicationStates"],
  "SYNC-015": ["identities"],
  "SYNC-016": ["syncApplications", "applicationStates"],
  "SYNC-017": ["syncService"],
  "SYNC-018": ["credentialPolicy"],
  "SYNC-019": ["roleHolders"],
  "SYNC-020": ["signIns", "identities"],
  "SYNC-021": ["signIns", "identities"],
  "SYNC-022": ["serviceAccounts"],
  "SYNC-023": ["settings"],
  "SYNC-024": ["lastExport", "settings"],
  "SYNC-025": ["syncedCounts"],
  "SYNC-026": ["deletedObjects"],
  "SYNC-027": ["provisioningErrors"],
  "SYNC-028": ["agents"],
  "SYNC-029": ["settings"],
  "SYNC-030": ["domains"],
  "SYNC-031": ["applicationStates"],
  "SYNC-032": ["lastExport"],
  "SYNC-033": ["settings"],
  "SYNC-034": ["healthAlerts"],
  "SYNC-035": ["healthExportErrors"],
};
/** Those that only say something beside a snapshot of before. */
const COMPARED = ["SYNC-025", "SYNC-029", "SYNC-030", "SYNC-031", "SYNC-032"];

const APPLICATION = { principalId: "p-1", displayName: "ConnectSyncProvisioning_AADC-NEW_0123456789ab" };
const DOMAIN = {
  name: "contoso.com",
  authenticationType: "Managed",
  isVerified: true,
  isDefault: true,
  isInitial: false,
};
/** With an application, an agent and a domain: each check has something to judge. */
const WHOLE: Change = {
  baseline: snapshotOf({ domains: fact([DOMAIN]) }),
  domains: fact([DOMAIN]),
  syncApplications: fact([APPLICATION]),
  applicationStates: fact([
    {
      ...APPLICATION,
      appId: "a-1",
      enabled: true,
      credentials: fact({
        certificates: [{ keyId: "k-1", start: ago(DAY), end: ago(-89 * DAY) }],
        secrets: 0,
        federated: 0,
        owners: [],
      }),
      passwordWriteback: fact(["r-1"]),
    },
  ]),
};

describe("a source that cannot be read", () => {
  test("of every slot of the snapshot it is said who needs it", () => {
    const slots = Object.entries(snapshotOf()).flatMap(([name, slot]) =>
      name !== "organization" && typeof slot === "object" && slot !== null && "state" in slot ? [name] : [],
    );
    expect(SOURCES.filter((name) => !["activeServer", "identities", "health"].includes(name)).toSorted()).toEqual(
      slots.toSorted(),
    );
    expect(CHECKS.map(({ id }) => id).filter((id) => !(id in NEEDED))).toEqual(["SYNC-001", "SYNC-002", "SYNC-011"]);
  });

  test.each(Object.entries(NEEDED).flatMap(([id, list]) => list.map((name) => [id, name] as const)))(
    "%s without %s is unknown, with the reason and what would make it readable",
    (id, name) => {
      expect(findingOf(id, { ...WHOLE, [name]: refused() })).toMatchObject({
        result: "unknown",
        evidence: "It was refused.",
        remedy: "Grant it.",
      });
    },
  );

  test.each(Object.keys(NEEDED))("%s says the same without what it does not need, or less", (id) => {
    const { result, severity } = findingOf(id, WHOLE);
    for (const name of SOURCES.filter((one) => NEEDED[id]?.includes(one) !== true))
      expect([name, findingOf(id, { ...WHOLE, [name]: refused() })]).toMatchObject([name, { result, severity }]);
  });

  test.each(COMPARED)("%s: what the baseline could not read is unknown, too", (id) => {
    for (const name of NEEDED[id] ?? []) {
      const { result, evidence } = findingOf(id, { ...WHOLE, baseline: snapshotOf({ [name]: refused() }) });
      expect([name, result === "unknown" || (id === "SYNC-031" && result === "pass")]).toEqual([name, true]);
      if (result === "unknown") expect(evidence).toContain("It was refused.");
    }
  });

  test.each(CASES.filter(({ result }) => result === "fail" || result === "unknown"))(
    "$id does not pass after all when more is missing: $what",
    ({ id, change }) => {
      for (const name of SOURCES)
        expect([name, findingOf(id, { ...change, [name]: refused() }).result]).not.toEqual([name, "pass"]);
    },
  );

  const HOLDER: SyncRoleHolder = {
    principalId: "u-1",
    roleDefinitionId: ROLES.directorySynchronizationAccounts.id,
    type: "user",
    displayName: null,
    userPrincipalName: IDENTITY.name,
    enabled: true,
  };
  const PERSON: PersonInPolicies = {
    name: IDENTITY.name,
    userId: "u-1",
    roleIds: [],
    memberships: fact({ groupIds: [], roleIds: [] }),
    guest: false,
  };
  const DECIDED: readonly (readonly [Source, readonly string[]])[] = [
    ["roleHolders", ["SYNC-005", "SYNC-007", "SYNC-012", "SYNC-015", "SYNC-019", "SYNC-020", "SYNC-021"]],
    ["syncApplications", ["SYNC-005", "SYNC-007", "SYNC-012", "SYNC-014", "SYNC-015", "SYNC-016", "SYNC-020"]],
    ["policies", ["SYNC-007"]],
    ["people", ["SYNC-007"]],
    ["healthServers", ["SYNC-008", "SYNC-009"]],
  ];

  test.each(DECIDED)("what is decided first is not known without %s, nor is what follows from it", (name, ids) => {
    const whole = snapshotOf({
      roleHolders: fact([HOLDER]),
      people: fact([PERSON]),
      organization: fact({ ...ORGANIZATION, servicePlans: [...PREMIUM_P1_PLANS] }),
    });
    const options = { failOn: "error", allowUnknown: [] } as const;
    const findings = runChecks(verdictsOn({ ...whole, [name]: refused() }, options), ids);
    expect(findings.map(({ id, result }) => [id, result])).toEqual(ids.map((id) => [id, "unknown"]));
    for (const { evidence, remedy } of findings) expect(`${evidence} ${remedy}`).toContain("It was refused. Grant it.");
    expect(runChecks(verdictsOn(whole, options), ["SYNC-005", "SYNC-007"]).map(({ result }) => result)).toEqual([
      "pass",
      "pass",
    ]);
  });

  test("nothing passes when all are missing but what needs none of them", () => {
    const missing = Object.fromEntries(SOURCES.map((name) => [name, refused()])) as Change;
    const passed = runChecks(judgedOf(missing)).filter(({ result }) => result === "pass");
    expect(passed.map(({ id }) => id)).toEqual(["SYNC-001", "SYNC-002", "SYNC-011"]);
  });
});
