// What the survey of servers' identities tells of every scenario: which are there, and what stays unknown.
import { expect, onTestFinished, test } from "vitest";
import { fileJournals } from "../../src/changes/file-journals.js";
import { surveyFleet } from "../../src/commands/identity-survey.js";
import { readOrganization } from "../../src/tenant/organization.js";
import { startStage } from "../support/cli-stage.js";
import { sessionOn } from "../support/session-on-stage.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Servers by the kinds of their identities; names of facts that are unknown of them, or of the tenant. */
const SCENARIOS = {
  "contoso-v1": { servers: ["user AADC-NEW", "user AADC-OLD"], unknown: [] },
  "fabrikam-app": { servers: ["application FAB-SYNC1", "application FAB-SYNC2"], unknown: [] },
  // Without a licence nobody reads the log of sign-ins.
  "tailspin-free": { servers: ["user TOY-SYNC", "user TOY-SYNC2"], unknown: ["lastSignIn"] },
  "rogue-server": { servers: ["application LIT-NEW", "user LIT-OLD"], unknown: [] },
  // Nothing synchronises; and yet passwords are to be.
  "adatum-msp": { servers: [], unknown: ["lastPasswordSync"] },
  "northwind-large": { servers: ["application NW-SYNC-B", "user NW-SYNC-A"], unknown: [] },
  "wingtip-usgov": { servers: ["application WT-SYNC2", "user WT-SYNC1"], unknown: [] },
} as const;

test.each(Object.entries(SCENARIOS))("%s", async (scenario, expected) => {
  const stage = await startStage({ scenario });
  onTestFinished(() => stage.close());
  const session = await sessionOn(stage, scenario === "wingtip-usgov" ? "usgov" : "public");
  onTestFinished(() => session.close());
  const organization = await readOrganization(session.graph);
  const journals = fileJournals({ ...session, stateDir: temporaryFolder() });
  const { fleet, warnings } = await surveyFleet(session, organization, { journals, staleAfterMs: 2 * 86_400_000 });
  const unknownOf = (facts: object) =>
    Object.entries(facts)
      .filter(([, fact]) => (fact as { readonly state?: string } | null)?.state === "unknown")
      .map(([name]) => name);
  expect(warnings).toEqual([]);
  expect({
    servers: fleet.identities.map(({ type, name, server }) => `${type} ${server ?? name}`).sort(),
    unknown: [...new Set([...fleet.identities.flatMap(unknownOf), ...unknownOf(fleet)])].sort(),
  }).toEqual(expected);
});
