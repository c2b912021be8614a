// How the account has its role, and how it is given it: wishes, rules of the tenant, what it has already.
import { describe, expect, test } from "vitest";
import { heldRole, type RoleReadings } from "../../src/accounts/held-role.js";
import { chooseRole, type RoleSettings } from "../../src/accounts/role-choice.js";
import { parseRoleWish, typedRole } from "../../src/accounts/role-wish.js";
import { planServiceAccount } from "../../src/accounts/service-account.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import type { RoleRules } from "../../src/tenant/role-schedules.js";
import { thrown } from "../shapes/thrown.js";
import {
  ACCOUNT,
  ASSIGNED,
  FACTS,
  INSTANCE,
  NOW,
  RULES,
  read,
  unread,
  WITHOUT_ROLES,
  wishing,
} from "./account-facts.js";

const FREE: RoleSettings = { privilegedIdentity: read(false), rules: read(null), ticketed: false, now: NOW };
const MANAGED: RoleSettings = { ...FREE, privilegedIdentity: read(true), rules: read(RULES) };
const limited = (active: Partial<RoleRules["active"]>): RoleSettings => ({
  ...MANAGED,
  rules: read({ ...RULES, active: { ...RULES.active, ...active } }),
});
const chosen = (text: string | null, settings: RoleSettings) =>
  chooseRole(text === null ? null : parseRoleWish(text), settings);
const refused = (text: string | null, settings: RoleSettings) => thrown(GuardError, () => chosen(text, settings));

describe("--role", () => {
  test.each(["permanent", "active:14d", "eligible:30d", "active:36h", "active:90m", "active:3650d"])("%s", (text) => {
    expect(typedRole(parseRoleWish(text))).toBe(text);
  });

  test("is the same in other letters and units", () => {
    expect(typedRole(parseRoleWish(" Active:48h "))).toBe("active:2d");
    expect(typedRole(parseRoleWish("eligible:P30D"))).toBe("eligible:30d");
  });

  test.each([
    "",
    "active",
    "active:",
    "active:14",
    "active:4m",
    "active:0d",
    "active:1.5m",
    "active:3651d",
    "active:1d:2d",
  ])("cannot be %j", (text) => {
    expect(thrown(UsageError, () => parseRoleWish(text)).code).toBe("bad-role");
  });

  test.each(["permanent:14d", "activ:14d", "eligible:ever", "assigned"])("nor %j", (text) => {
    expect(thrown(UsageError, () => parseRoleWish(text)).code).toBe("bad-role");
  });
});

describe("the assignment", () => {
  test.each([
    ["without a licence", null, FREE, "direct", null],
    ["permanent without a licence", "permanent", FREE, "direct", null],
    ["with one", null, MANAGED, "active", "P14D"],
    ["active for some days", "active:30d", MANAGED, "active", "P30D"],
    ["active for some hours", "active:36h", MANAGED, "active", "PT36H"],
    ["eligible", "eligible:90m", MANAGED, "eligible", "PT90M"],
    ["permanent with a licence", "permanent", MANAGED, "active", null],
    ["no longer than the rules allow", null, limited({ longest: "P7D" }), "active", "P7D"],
    ["as long as the rules allow", "active:7d", limited({ longest: "P7D" }), "active", "P7D"],
    ["whose longest duration is not to be understood", null, limited({ longest: "P1Y" }), "active", "P14D"],
  ] as const)("%s", (_what, wish, settings, how, duration) => {
    expect(chosen(wish, settings).after).toMatchObject({ how, duration, directoryScopeId: "/" });
  });

  test("without an end is to be taken back on a day that is named", () => {
    for (const settings of [FREE, MANAGED])
      expect(chosen("permanent", settings).warnings.join()).toContain("take it back by 2026-12-06,");
    expect(chosen(null, MANAGED).warnings).toEqual([]);
  });

  test("that is only eligible must be activated, and perhaps approved", () => {
    expect(chosen("eligible:30d", MANAGED).warnings.join()).toMatch(/activate the role before the wizard runs\.$/);
    const rules = read({ ...RULES, activationNeedsApproval: true });
    expect(chosen("eligible:30d", { ...MANAGED, rules }).warnings.join()).toContain("somebody has to approve");
  });

  test.each([
    ["too long", "active:8d", { longest: "P7D" }, "--role active:7d, or less"],
    ["without an end", "permanent", { longest: "P180D" }, "--role active:180d, or less"],
    ["without an end, where the longest is not understood", "permanent", { longest: "P1Y" }, "--role active:DURATION"],
    ["without a ticket", "active:1d", { ticketRequired: true }, "Add --ticket ID."],
    ["of the usual length without a ticket", null, { ticketRequired: true }, "Add --ticket ID."],
  ])("that the rules forbid: %s", (_what, wish, rules, remedy) => {
    const error = refused(wish, limited(rules));
    expect(error.code).toBe("role-rules");
    expect(error.remedy).toContain(remedy);
  });

  test("with a ticket passes a rule that wants one; rules for the other form do not count", () => {
    expect(chosen(null, { ...limited({ ticketRequired: true }), ticketed: true }).after.how).toBe("active");
    expect(chosen("eligible:30d", limited({ longest: "P1D", ticketRequired: true })).after.how).toBe("eligible");
  });

  test("whose rules could not be read, or want a second factor, is left to the service", () => {
    expect(chosen(null, { ...MANAGED, rules: unread }).warnings.join()).toContain(
      "the service may refuse: It was refused.",
    );
    expect(chosen(null, limited({ mfaRequired: true })).warnings.join()).toContain("second factor");
  });

  test("through Privileged Identity Management needs a licence, of which nobody guesses", () => {
    expect(refused("active:14d", FREE)).toMatchObject({ code: "no-privileged-identity" });
    const settings = { ...FREE, privilegedIdentity: unread };
    expect(thrown(UsageError, () => chosen(null, settings)).remedy).toContain("--role permanent");
    expect(chosen("permanent", settings).after.how).toBe("direct");
    expect(chosen("active:1d", settings).after.how).toBe("active");
  });
});

describe("the role that an account has", () => {
  const managed = { ...WITHOUT_ROLES, active: read([]), eligible: read([]) };
  const held = (roles: Partial<RoleReadings>, base: RoleReadings = managed) => heldRole({ ...base, ...roles });
  const until = INSTANCE.until;

  test.each<[string, Partial<RoleReadings>, unknown]>([
    ["none", {}, null],
    ["active until a day", { active: read([INSTANCE]) }, { how: "active", until }],
    [
      "active counts before eligible",
      { active: read([INSTANCE]), eligible: read([INSTANCE]) },
      { how: "active", until },
    ],
    ["eligible", { eligible: read([INSTANCE]) }, { how: "eligible", until }],
    [
      "eligible, and activated for some hours",
      {
        assigned: read([ASSIGNED]),
        active: read([{ ...INSTANCE, activated: true, until: "2026-11-22T18:00:00Z" }]),
        eligible: read([INSTANCE]),
      },
      { how: "eligible", until },
    ],
    ["directly, where no schedule shows it", { assigned: read([ASSIGNED]) }, { how: "direct", until: null }],
    ["of one administrative unit only", { assigned: read([{ ...ASSIGNED, tenantWide: false }]) }, null],
    ["through a group", { active: read([{ ...INSTANCE, direct: false }]) }, null],
    ["active though the rest is unknown", { assigned: unread, active: read([INSTANCE]) }, { how: "active", until }],
  ])("%s", (_what, roles, expected) => {
    expect(held(roles)).toMatchObject({ state: "known", value: expected });
  });

  test.each<[string, Partial<RoleReadings>]>([
    ["assignments", { assigned: unread }],
    ["active schedules", { active: unread }],
    ["eligible schedules", { eligible: unread }],
  ])("is unknown where the %s could not be read, and then nothing is planned", (_what, roles) => {
    expect(held(roles).state).toBe("unknown");
    const account = { ...ACCOUNT, roles: { ...managed, ...roles } };
    expect(thrown(GuardError, () => planServiceAccount({ ...FACTS, account, role: MANAGED }, wishing())).code).toBe(
      "role-unknown",
    );
  });

  const warned = (roles: Partial<RoleReadings>, role: string | null) => {
    const account = { ...ACCOUNT, roles: { ...managed, ...roles } };
    const { plan, warnings } = planServiceAccount({ ...FACTS, account, role: MANAGED }, wishing({ role }));
    expect(plan).toEqual([]);
    return warnings.join();
  };

  test("is never doubled, and where it is not as wished that is said", () => {
    expect(warned({ active: read([INSTANCE]) }, "active:14d")).toBe("");
    expect(warned({ active: read([INSTANCE]) }, "active:28d")).toBe("");
    expect(warned({ active: read([INSTANCE]) }, "active:30d")).toContain("instead of --role active:30d");
    expect(warned({ active: read([INSTANCE]) }, "active:1d")).toContain(`active until ${until}`);
    expect(warned({ active: read([INSTANCE]) }, null)).toBe("");
    expect(warned({ active: read([INSTANCE]) }, "eligible:30d")).toContain("instead of --role eligible:30d");
    expect(warned({ active: read([INSTANCE]) }, "permanent")).toContain(`active until ${until}`);
    expect(warned({ assigned: read([ASSIGNED]) }, "active:14d")).toContain("assigned directly, without an end");
    expect(warned({ eligible: read([INSTANCE]) }, "active:14d")).toMatch(
      /only eligible .* instead of --role active:14d/,
    );
    expect(warned({ eligible: read([INSTANCE]) }, null)).toContain("activate it before the wizard runs");
  });

  test("that ends soon is told", () => {
    expect(warned({ active: read([{ ...INSTANCE, until: "2026-11-24T10:00:00Z" }]) }, null)).toContain(
      "ends at 2026-11-24T10:00:00Z",
    );
  });
});
