// Pass-through authentication before a server is shut down.
import { expect, test } from "vitest";
import { authenticationAgents } from "../../../src/sync/checks/authentication-agents.js";
import { runCheck } from "../../../src/sync/checks/check.js";
import { ago, type Change, DAY, fact, HEALTH, IDENTITY, judgedOf, refused, synced } from "../healthy-snapshot.js";

const agent = (machineName: string, status: string | null = "active") => ({
  id: `id of ${machineName}`,
  machineName,
  externalIp: null,
  status,
});
const agents = (...list: readonly ReturnType<typeof agent>[]) => ({ agents: fact(list) });
const NEW = agent("AADC-NEW.corp.contoso.com");
const OLD = agent("AADC-OLD.corp.contoso.com");
const gone = (name: string) => agent(name, "inactive");
const untold = (name: string) => agent(name, null);
const oldIsListed = { health: fact([HEALTH, { ...HEALTH, id: "h-2", name: "AADC-OLD" }]) };
const oldHasAnIdentity = { identities: fact([IDENTITY, { ...IDENTITY, id: "u-2", server: "AADC-OLD" }]) };
const nobody = { activeServer: fact({ state: "none", last: "AADC-OLD", lastSync: ago(DAY) } as const) };

test.each([
  ["there is none", agents(), "not-applicable", "error"],
  ["they cannot be read", { agents: refused() }, "unknown", "error"],
  ["the tenant is not synchronised", { ...synced({ syncEnabled: false }), ...agents(OLD) }, "not-applicable", "error"],
  ["three are active", agents(NEW, OLD, agent("DC1")), "pass", "error"],
  ["three are active, none on the active server", agents(OLD, agent("DC1"), agent("DC2")), "pass", "error"],
  ["none is active", agents(gone("AADC-OLD"), gone("AADC-NEW")), "fail", "error"],
  ["two are active", agents(NEW, OLD), "fail", "warning"],
  ["one is active, on the active server", agents(NEW, gone("AADC-OLD")), "fail", "warning"],
  ["one is active, on the old server that has an identity", { ...agents(OLD), ...oldHasAnIdentity }, "fail", "error"],
  ["one is active, on the old server that Health lists", { ...agents(OLD), ...oldIsListed }, "fail", "error"],
  [
    "one is active, on a machine that synchronises nothing",
    { ...agents(agent("DC1")), ...oldIsListed },
    "fail",
    "warning",
  ],
  [
    "one is active, on the server that exports, another is expected",
    { ...agents(NEW), expectedServer: "AADC-OLD" },
    "fail",
    "error",
  ],
  [
    "one is active, on the old server that is expected",
    { ...agents(OLD), ...oldIsListed, expectedServer: "aadc-old" },
    "fail",
    "warning",
  ],
  ["one is active, nobody synchronises", { ...agents(OLD), ...oldIsListed, ...nobody }, "fail", "warning"],
  [
    "one is active, it is not known who synchronises",
    { ...agents(OLD), ...oldIsListed, activeServer: refused() },
    "fail",
    "warning",
  ],
  ["it is not told whether any is active", agents(untold("A"), untold("B")), "unknown", "error"],
  ["it is not told of the third", agents(NEW, OLD, untold("DC1")), "unknown", "error"],
  ["three are active, of a fourth it is not told", agents(NEW, OLD, agent("DC1"), untold("DC2")), "pass", "error"],
  ["one is active, of another it is not told", { ...agents(OLD, untold("DC1")), ...oldIsListed }, "fail", "warning"],
  ["a status nobody knows", agents(agent("A", "paused")), "unknown", "error"],
  ["a status in other letters", agents(agent("A", "Active"), NEW, OLD), "pass", "error"],
] satisfies readonly (readonly [string, Change, string, string])[])("%s: %s", (_what, change, result, severity) => {
  const finding = runCheck(authenticationAgents, judgedOf(change));
  expect(finding).toMatchObject({ result, severity });
  if (result === "fail") expect(finding.remedy).not.toBe("");
});

test("of many machines some are named, and one without a name by its id", () => {
  const list = [{ ...OLD, machineName: "" }, ...Array.from({ length: 20 }, (_, index) => agent(`M${index}`))];
  const { evidence } = runCheck(authenticationAgents, judgedOf(agents(...list)));
  expect(evidence).toBe("Active: id of AADC-OLD.corp.contoso.com, M0, M1, M2, M3 and 16 more.");
});
