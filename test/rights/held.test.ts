import { describe, expect, test } from "vitest";
import type { TokenGrants } from "../../src/cloud/token-claims.js";
import { ROLES } from "../../src/knowledge/directory.js";
import { HEALTH_SCOPE } from "../../src/knowledge/permissions/health.js";
import { holdingOf } from "../../src/rights/held.js";
import { leastSet } from "../../src/rights/least.js";
import { known, unknown } from "../../src/shapes/fact.js";

const SOURCE = { request: "GET /test" };
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

function person(grants: Partial<TokenGrants> = {}): TokenGrants {
  return { kind: "person", permissions: [], roleIds: [], tenantId: "t", clientId: "c", ...grants };
}
const application = (grants: Partial<TokenGrants> = {}) => person({ kind: "application", ...grants });
const azure = (...roles: readonly (readonly [roleId: string, scope?: string])[]) =>
  known(
    roles.map(([roleId, scope = HEALTH_SCOPE]) => ({ roleId, scope })),
    SOURCE,
  );

describe("scopes and app roles", () => {
  const of = (grants: TokenGrants, need: Parameters<typeof holdingOf>[0] = "change-policies") =>
    holdingOf(need, { grants }, { commands: ["mfa-exclusion"] }).permission;

  test("held by any sufficient alternative", () => {
    expect(of(person({ permissions: ["Directory.ReadWrite.All"] }), "create-users")).toMatchObject({
      state: "held",
      names: ["Directory.ReadWrite.All"],
    });
  });

  test("missing: only what is lacking is named, and who grants it by what", () => {
    const { state, names, words, remedy } = of(person({ permissions: ["Policy.Read.All"] }));
    expect({ state, names }).toEqual({ state: "missing", names: ["Policy.ReadWrite.ConditionalAccess"] });
    expect(words).toContain("the scope Policy.ReadWrite.ConditionalAccess");
    expect(remedy).toContain("Cloud Application Administrator");
    expect(remedy).toContain("aadc-cloud register-app --for mfa-exclusion --grant --client-id 14d82eec-");
    expect(remedy).toContain("--auth azure-cli");
  });

  test("an application is told of app roles, and of the role that consents to them", () => {
    const { words, remedy } = of(application());
    expect(words).toContain("the app role Policy.Read.All and Policy.ReadWrite.ConditionalAccess");
    expect(remedy).toContain("Privileged Role Administrator");
    expect(remedy).toContain("the application with client id c > API permissions");
    expect(remedy).not.toContain("register-app");
  });

  test("an application is told that a person signs in, where it would own the tenant", () => {
    const { remedy } = holdingOf(
      "assign-roles",
      { grants: application() },
      { commands: ["setup-svc-account"] },
    ).permission;
    expect(remedy).toContain("Sign in as a person");
    expect(remedy).not.toMatch(/register-app|API permissions/);
  });

  test("the line keeps what serves now, and means the place where it is typed", () => {
    const { permissions } = leastSet(["verify-sync"], "person");
    const typed = (command: string) => `aadc-cloud ${command} --tenant contoso.com`;
    const asked = { commands: ["setup-svc-account"], typed };
    const { remedy } = holdingOf("assign-roles", { grants: person({ permissions }) }, asked).permission;
    expect(remedy).toContain("register-app --for verify-sync,setup-svc-account --grant --client-id 14d82eec-");
    expect(remedy).toContain("--tenant contoso.com");
    expect(remedy).toMatch(/--name where .* not called aadc-cloud: else another is made, and you sign in anew/);
  });

  test("the needs of several commands lead to one line", () => {
    const wanted = ["verify-sync", "mfa-exclusion"];
    const lines = (["read-organization", "change-policies"] as const).map(
      (need) => holdingOf(need, { grants: person() }, { commands: [], wanted }).permission.remedy,
    );
    expect(lines[0]).toContain("--for verify-sync,mfa-exclusion --grant");
    expect(lines[1]).toBe(lines[0]);
  });

  test("who may not register signs in otherwise: a registration has no such right", () => {
    const { remedy } = holdingOf(
      "register-applications",
      { grants: person() },
      { commands: ["register-app"] },
    ).permission;
    expect(remedy).toContain("--auth azure-cli");
    expect(remedy).toContain("--client-id 14d82eec-204b-4c2f-b7e8-296a70dab67e");
    expect(remedy).not.toContain("--grant");
  });

  test("the Azure CLI's registration cannot be given more", () => {
    const { state, remedy } = of(person({ clientId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" }));
    expect(state).toBe("missing");
    expect(remedy).toContain("--client-id");
    expect(remedy).toContain("register-app --for mfa-exclusion --grant --auth azure-cli");
    expect(remedy).not.toContain("14d82eec");
  });

  test("Directory.AccessAsUser.All leaves it to the service, save for policies and the synchronisation object", () => {
    const grants = person({ permissions: ["Directory.AccessAsUser.All"] });
    expect(of(grants, "read-organization").state).toBe("unknown");
    expect(of(grants).state).toBe("missing");
    expect(of(grants, "read-synchronization").state).toBe("missing");
  });

  test("an unreadable token is unknown, not missing", () => {
    expect(of(person({ kind: null, permissions: null }))).toMatchObject({ state: "unknown" });
    expect(of(person({ kind: null, permissions: null }), "remove-health").state).toBe("not-needed");
  });

  test("what is documented for people only is unknown for an application, and says so", () => {
    const { state, words } = of(application(), "read-synchronization");
    expect(state).toBe("unknown");
    expect(words).toContain("documents no app role");
  });

  test("the registration itself is nothing to register for", () => {
    const { remedy } = holdingOf(
      "register-applications",
      { grants: person() },
      { commands: ["register-app"] },
    ).permission;
    expect(remedy).toMatch(/^Run register-app as a person/);
    expect(remedy).not.toContain("--for");
  });
});

describe("directory roles", () => {
  const create = (rights: Parameters<typeof holdingOf>[1]) => holdingOf("create-users", rights).role;

  test.each(["userAdministrator", "globalAdministrator"] as const)("held: %s", (role) => {
    expect(create({ grants: person({ roleIds: [ROLES[role].id] }) })).toMatchObject({
      state: "held",
      names: [ROLES[role].name],
    });
  });

  test("missing: the least is named first, and who assigns it", () => {
    const { state, words, remedy } = create({ grants: person() });
    expect(state).toBe("missing");
    expect(words).toContain("User Administrator (or Directory Writers or Global Administrator)");
    expect(remedy).toContain("Privileged Role Administrator");
    expect(remedy).toContain("Roles & admins");
  });

  test("who is eligible activates it", () => {
    const eligibleRoles = known([ROLES.userAdministrator.id], SOURCE);
    expect(create({ grants: person(), eligibleRoles }).remedy).toContain("Privileged Identity Management");
  });

  test("assigned, but not in the token yet", () => {
    const assignedRoles = known(
      [{ roleId: ROLES.userAdministrator.id, name: "User Administrator", builtIn: true }],
      SOURCE,
    );
    const holding = create({ grants: person(), assignedRoles });
    expect(holding.state).toBe("unknown");
    expect(holding.remedy).toContain("Sign in again");
    expect(create({ grants: person({ roleIds: null }), assignedRoles }).state).toBe("held");
  });

  test("a role of the tenant's own may do, one for a part of the tenant does not", () => {
    const own = { roleId: "own", name: "Migration crew", builtIn: false };
    expect(create({ grants: person(), assignedRoles: known([own], SOURCE) })).toMatchObject({ state: "unknown" });
    const narrow = { roleId: ROLES.userAdministrator.id, name: "User Administrator", builtIn: true, tenantWide: false };
    const holding = create({ grants: person(), assignedRoles: known([narrow, { ...own, tenantWide: false }], SOURCE) });
    expect(holding.state).toBe("missing");
    expect(holding.words).toContain("a part of the tenant");
  });

  test("a token that does not say is unknown, whatever the list of direct assignments lacks", () => {
    expect(create({ grants: person({ roleIds: null }) }).state).toBe("unknown");
    expect(create({ grants: person({ roleIds: null }), assignedRoles: known([], SOURCE) }).state).toBe("unknown");
  });

  test("an application needs one only where role holders are touched", () => {
    expect(create({ grants: application() }).state).toBe("not-needed");
    const touch = holdingOf("manage-role-holders", { grants: application() }).role;
    expect(touch.state).toBe("missing");
    expect(touch.words).toContain("service principal");
    expect(touch.remedy).toContain("service principal");
  });
});

describe("Azure roles", () => {
  const remove = (rights: Parameters<typeof holdingOf>[1]) => holdingOf("remove-health", rights).azure;

  test("Global Administrator serves a person, and no application", () => {
    const roleIds = [ROLES.globalAdministrator.id];
    expect(remove({ grants: person({ roleIds }) }).state).toBe("held");
    expect(remove({ grants: application({ roleIds }), azureRoles: azure([READER]) }).state).toBe("missing");
  });

  test.each([
    { what: "at the scope", scope: HEALTH_SCOPE, state: "held" },
    { what: "written otherwise", scope: "/Providers/microsoft.adhybridhealthservice/", state: "held" },
    { what: "above it", scope: "/", state: "held" },
    { what: "for one service only", scope: `${HEALTH_SCOPE}/services/AadSyncService-x`, state: "unknown" },
  ])("Contributor $what: $state", ({ scope, state }) => {
    expect(remove({ grants: application(), azureRoles: azure([CONTRIBUTOR, scope]) }).state).toBe(state);
  });

  test("Reader does not remove; who gives more is said", () => {
    const { state, words, remedy } = remove({ grants: application(), azureRoles: azure([READER]) });
    expect(state).toBe("missing");
    expect(words).toContain("Contributor");
    expect(words).toContain("Reader is held");
    expect(remedy).toContain("Role based access control (IAM)");
  });

  test.each([
    { what: "an unread list", azureRoles: undefined },
    { what: "a list that was refused", azureRoles: unknown<never>("403", "") },
    { what: "an empty list", azureRoles: azure() },
    { what: "a role of unknown powers", azureRoles: azure(["11111111-1111-4111-8111-111111111111"]) },
  ])("$what proves nothing", ({ azureRoles }) => {
    expect(remove({ grants: application(), azureRoles }).state).toBe("unknown");
  });

  test("Connect Health's own answer tells whether one may read", () => {
    const grants = person({ roleIds: [ROLES.hybridIdentityAdministrator.id] });
    const read = (healthReading: "answered" | "refused") =>
      holdingOf("read-health", { grants, azureRoles: azure(), healthReading }).azure;
    expect(read("answered").state).toBe("held");
    expect(read("refused").state).toBe("missing");
    expect(read("refused").words).toContain("Hybrid Identity Administrator is not enough");
  });
});
