// What is left by hand of servers that are gone: in the order in which it goes, and nothing of a machine that may be in use.
import { expect, test } from "vitest";
import { classify } from "../../src/accounts/identity-classes.js";
import type { Fleet, IdentityFacts } from "../../src/accounts/identity-facts.js";
import { removalChecklist, serversGone } from "../../src/accounts/removal-checklist.js";
import type { AuthenticationAgent } from "../../src/tenant/authentication-agents.js";
import { ago, DAY, fact, fleet, UNREAD, user, witness } from "./fleets.js";

const agent = (machineName: string, status: string | null = "active"): AuthenticationAgent => ({
  ...{ id: machineName, machineName, externalIp: null, status },
});
const listOf = (all: Fleet, agents: readonly AuthenticationAgent[] = []) =>
  removalChecklist(all, classify(all), fact(agents));

test("in the guide's order, with the names found", () => {
  const list = listOf(fleet([user()]), [agent("old.contoso.com"), agent("AGENT2")]);
  expect(list.map(({ what, names }) => `${what}: ${names.join(", ")}`)).toEqual([
    "Pass-through authentication agent: old.contoso.com",
    "AD DS connector account (MSOL_*) in Active Directory: OLD",
    "Connect Health agent: OLD",
    "Microsoft Entra Connect Sync (Azure AD Connect): OLD",
    "The server: OLD",
  ]);
  expect(list[0]?.how).toContain("AGENT2 has an agent that is active");
  expect(list[1]?.how).toContain("on NEW shows the account that stays");
});

test("an agent goes only once another one is active; whether there is one is not guessed", () => {
  for (const others of [[], [agent("AGENT2", "inactive")], [agent("AGENT2", null)]])
    expect(listOf(fleet([user()]), [agent("OLD"), ...others])[0]?.how).toMatch(/^Not yet: no other agent is active/);
  expect(listOf(fleet([user()]), [agent("AGENT2")])[0]?.what).toMatch(/^AD DS connector account/);
  const all = fleet([user()]);
  expect(removalChecklist(all, classify(all), UNREAD)[0]?.how).toMatch(/is not known: Refused\..*must be active first/);
});

const gone = (identities: readonly IdentityFacts[], change: Partial<Fleet> = {}) => {
  const all = fleet(identities, change);
  return serversGone(all, classify(all));
};

test("a server is gone once its identities and its entries all are; also when its identity is deleted already", () => {
  expect(gone([user()])).toEqual(["OLD"]);
  expect(gone([])).toEqual(["OLD"]);
  expect(gone([user({ lastSignIn: fact(ago(DAY)) })])).toEqual([]);
  expect(gone([user({ writes: UNREAD })])).toEqual([]);
  expect(gone([user(), user({ installation: "cccccccccccc", lastSignIn: fact(ago(DAY)) })])).toEqual([]);
  for (const verdict of ["live", "staging", "unknown"] as const)
    expect(gone([], { health: fact([witness("OLD", "stale"), witness("old.contoso.com", verdict)]) })).toEqual([]);
  expect(gone([user()], { health: fact([witness("NEW", "stale"), witness("NEW", "disabled")]) })).toEqual([]);
});

test("without an active server nothing is called gone, and there is no list", () => {
  for (const activeServer of [UNREAD, fact(null)]) expect(listOf(fleet([user()], { activeServer }))).toEqual([]);
});
