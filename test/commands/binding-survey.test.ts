import { describe, expect, test } from "vitest";
import { surveyBindings } from "../../src/commands/binding-survey.js";
import type { Policy } from "../../src/tenant/policies.js";
import { policyOf, SYNC_ROLE, SYNC_USER, usersOf } from "../conditional-access/policy-of.js";
import { cannedService, forbidden, json } from "../tenant/canned-service.js";

const SYNC = { name: "Sync_AADC01_0123456789ab@contoso.onmicrosoft.com", userId: SYNC_USER, roleIds: [SYNC_ROLE] };
const USER = { id: SYNC_USER, userPrincipalName: SYNC.name, displayName: "Sync", accountEnabled: true };

async function survey(policies: readonly Policy[], userType: string | null = "Member", candidate = SYNC) {
  const { client, sent } = cannedService(({ address }) => {
    if (address.includes("transitiveMemberOf"))
      return json({ value: [{ "@odata.type": "#microsoft.graph.group", id: "g" }] });
    return userType === null ? forbidden : json({ ...USER, userType });
  });
  const bindings = await surveyBindings(client, policies, [candidate]);
  return { verdicts: bindings.map(({ verdict }) => verdict), asked: sent.map(({ address }) => address.split("?")[0]) };
}

const forGuests = policyOf({ users: usersOf({ includeUsers: ["GuestsOrExternalUsers"] }) });

describe("what is read of an account", () => {
  test("nothing while policies speak of everybody and of roles that are known", async () => {
    const users = usersOf({ includeUsers: ["All"], excludeRoles: [SYNC_ROLE] });
    expect(await survey([policyOf(), policyOf({ users })])).toEqual({
      verdicts: ["binds", "does-not-bind"],
      asked: [],
    });
  });

  test("its groups where a policy speaks of groups", async () => {
    const users = usersOf({ includeUsers: ["All"], excludeGroups: ["g"] });
    expect(await survey([policyOf({ users })])).toEqual({
      verdicts: ["does-not-bind"],
      asked: [`/v1.0/users/${SYNC_USER}/transitiveMemberOf`],
    });
  });

  test.each([
    ["Member", "does-not-bind"],
    ["Guest", "binds"],
    [null, "unknown"],
  ])("its type where a policy speaks of guests: %s", async (userType, verdict) => {
    expect(await survey([forGuests], userType)).toEqual({ verdicts: [verdict], asked: [`/v1.0/users/${SYNC_USER}`] });
  });

  test("its type where a policy excludes certain guests", async () => {
    const excludeGuestsOrExternalUsers = { guestOrExternalUserTypes: "internalGuest, b2bCollaborationGuest" };
    const policy = policyOf({ users: usersOf({ includeUsers: ["All"], excludeGuestsOrExternalUsers }) });
    expect((await survey([policy])).verdicts).toEqual(["binds"]);
    expect((await survey([policy], "Guest")).verdicts).toEqual(["does-not-bind"]);
  });

  test("nothing of one that is still to be made", async () => {
    const nobody = { ...SYNC, userId: null };
    const users = usersOf({ includeGroups: ["g"] });
    const { client, sent } = cannedService(() => forbidden);
    const bindings = await surveyBindings(client, [forGuests, policyOf({ users }), policyOf()], [nobody]);
    expect(bindings.map(({ verdict }) => verdict)).toEqual(["does-not-bind", "does-not-bind", "binds"]);
    expect(sent).toEqual([]);
  });
});

test("where servers are is not asked: what hangs on it stays open", async () => {
  const locations = { includeLocations: ["All"], excludeLocations: ["AllTrusted"] };
  expect(await survey([policyOf({ locations })])).toEqual({ verdicts: ["unknown"], asked: [] });
});
