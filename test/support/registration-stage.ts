// Registering applications on a sandbox, and what the tenant then holds, read by a client that shares nothing with the product.
import { expect } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { at, listAt, textAt } from "../sandbox/sandbox-client.js";
import { resultIn } from "./cli-result-schemas.js";
import type { Outcome, Stage } from "./cli-stage.js";
import type { TestWorldOptions } from "./cli-world.js";

/** Microsoft Graph Command Line Tools: whoever has no registration yet signs in with it, when it is named. */
export const BOOTSTRAP = ["--client-id", "14d82eec-204b-4c2f-b7e8-296a70dab67e"];

/** The observer of the tests may read and change applications and what is consented to. */
export function observed(tenant: TenantState): void {
  const held = [
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
  ];
  grantPermissions(tenant, [...held, "Directory.ReadWrite.All"]);
}

type Options = Partial<TestWorldOptions>;

export function tryRegister(stage: Stage, argv: readonly string[], options: Options = {}): Promise<Outcome> {
  return stage.cli(["register-app", "--yes", "-o", "json", ...BOOTSTRAP, ...argv], options);
}

/** A run that ends well. */
export async function register(stage: Stage, argv: readonly string[] = [], options: Options = {}) {
  const outcome = await tryRegister(stage, argv, options);
  expect(outcome.stderr.match(/Error.*|What to do.*/g) ?? []).toEqual([]);
  expect(outcome.code).toBe(0);
  return resultIn("register-app", outcome.stdout);
}

export interface ApplicationSeen {
  readonly id: string;
  readonly appId: string;
  /** By value, as the tenant's own service principals name them. */
  readonly permissions: readonly string[];
  readonly scopes: readonly string[];
  readonly appRoles: readonly string[];
  readonly whole: unknown;
}

/** Every application of that display name, with what is consented to. */
export async function applicationsNamed({ sandbox }: Stage, name: string): Promise<readonly ApplicationSeen[]> {
  const token = await sandbox.appToken();
  const get = async (where: string) => (await sandbox.graph(token, where)).body;
  const filter = encodeURIComponent(`displayName eq '${name}'`);
  const applications = listAt(await get(`/v1.0/applications?$filter=${filter}`), "value");
  const graph = await get("/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
  const published = [...listAt(graph, "appRoles"), ...listAt(graph, "oauth2PermissionScopes")];
  const nameOf = (id: string) => published.map((one) => (at(one, "id") === id ? textAt(one, "value") : "")).join("");
  return Promise.all(
    applications.map(async (application) => {
      const appId = textAt(application, "appId");
      const found = at(await get(`/v1.0/servicePrincipals(appId='${appId}')`), "id");
      const principal = typeof found === "string" ? found : undefined;
      const clientFilter = encodeURIComponent(`clientId eq '${principal ?? ""}'`);
      const grants =
        principal === undefined
          ? []
          : listAt(await get(`/v1.0/oauth2PermissionGrants?$filter=${clientFilter}`), "value");
      const held =
        principal === undefined
          ? []
          : listAt(await get(`/v1.0/servicePrincipals/${principal}/appRoleAssignments`), "value");
      return {
        id: textAt(application, "id"),
        appId,
        permissions: listAt(application, "requiredResourceAccess")
          .flatMap((one) => listAt(one, "resourceAccess"))
          .map((one) => nameOf(textAt(one, "id")) || textAt(one, "id"))
          .sort(),
        scopes: grants.flatMap((grant) => textAt(grant, "scope").split(" ")).sort(),
        appRoles: held.map((one) => nameOf(textAt(one, "appRoleId"))).sort(),
        whole: application,
      };
    }),
  );
}

/** A write by somebody else. */
export async function elsewhere(
  { sandbox }: Stage,
  method: "POST" | "PATCH" | "DELETE",
  where: string,
  json?: unknown,
): Promise<unknown> {
  const answer = await sandbox.graph(await sandbox.appToken(), where, {
    method,
    ...(json === undefined ? {} : { json }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${where}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
