// Results of login, logout and whoami with every name given by the test.
import type { ResultOf } from "../../src/report/result-schemas.js";
import type { Name } from "./sample-results.js";

const PLAIN = { kind: "plain", reason: "the system's keyring cannot be used" } as const;

export function signInsOf(name: Name): {
  readonly login: ResultOf<"login">;
  readonly logout: ResultOf<"logout">;
  readonly whoami: ResultOf<"whoami">;
} {
  const tenantId = name("11111111-0000-4000-8000-000000000000");
  const tenant = { displayName: name("Contoso"), initialDomain: name("contoso.onmicrosoft.com"), cloud: "public" };
  const operator = { id: "o-1", name: name("adele@contoso.com"), authKind: "browser" };
  const session = {
    cloud: "public",
    tenantId,
    tenantNames: [name("contoso.onmicrosoft.com")],
    clientId: name("22222222-0000-4000-8000-000000000000"),
    kind: "browser" as const,
    userName: name("adele@contoso.com"),
    signedInAt: "2026-11-22T10:00:00.000Z",
  };
  const damaged = [{ file: name("/root/.local/state/aadc-cloud/sessions/0a1b.json"), reason: name("it is cut short") }];
  const common = { toolVersion: "1.0.0", ticket: name("CHG-1") };
  return {
    login: {
      schema: "aadc-cloud/login@1",
      tenantId,
      tenant,
      at: "2026-11-22T10:00:00.000Z",
      operator,
      ...common,
      dryRun: false,
      session,
      protection: PLAIN,
      azure: { state: "refused", reason: name("Nobody has consented."), remedy: name("Have it consented to.") },
      next: [name("aadc-cloud doctor --tenant contoso.com")],
      notes: [name("AZURE_CLIENT_SECRET is set, which goes before saved sign-ins.")],
    },
    logout: {
      schema: "aadc-cloud/logout@1",
      tenantId,
      at: null,
      operator: null,
      ...common,
      dryRun: false,
      removed: [session],
      removedDamaged: damaged,
      left: [session],
      leftDamaged: damaged,
    },
    whoami: {
      schema: "aadc-cloud/whoami@1",
      tenantId,
      tenant,
      tenantUnread: { reason: name("It may not be read."), remedy: name("Grant Organization.Read.All.") },
      at: "2026-11-22T10:00:00.000Z",
      operator,
      ...common,
      signIn: {
        kind: "browser",
        reason: name("login has saved it"),
        isSaved: true,
        cloud: "public",
        clientId: name("22222222-0000-4000-8000-000000000000"),
        principal: "person",
        permissions: [name("User.Read.All"), name("Policy.Read.All")],
        roles: [
          { id: name("r-1"), name: name("Global Reader") },
          { id: name("r-2"), name: null },
        ],
        tokenEndsAt: "2026-11-22T11:00:00.000Z",
      },
      stateDir: name("/root/.local/state/aadc-cloud"),
      sessions: [
        { ...session, isUsed: true, protection: PLAIN },
        { ...session, isUsed: false, protection: { kind: "keyring" } },
        { ...session, isUsed: false, protection: null },
      ],
      damaged,
    },
  };
}
