import { describe, expect, test } from "vitest";
import { PermissionError } from "../../src/shapes/errors.js";
import {
  readAssignedRoles,
  readHealthRoles,
  readHealthServices,
  readOwnEligibleRoles,
} from "../../src/tenant/operator-rights.js";
import { caught } from "../support/caught.js";
import { cannedService, forbidden, json } from "./canned-service.js";

const ME = "11111111-0000-4000-8000-000000000000";
const ROLE = "FE930BE7-5E62-47DB-91AF-98C3A49A38B1";
const CUSTOM = "99999999-0000-4000-8000-000000000000";

describe("assigned directory roles", () => {
  test("with their names, and whether they are built in and hold everywhere", async () => {
    const { client, sent } = cannedService(() =>
      json({
        value: [
          {
            roleDefinitionId: ROLE,
            directoryScopeId: "/",
            roleDefinition: { displayName: "User Administrator", isBuiltIn: true },
          },
          {
            roleDefinitionId: CUSTOM,
            directoryScopeId: "/administrativeUnits/1",
            roleDefinition: { isBuiltIn: false },
          },
          { roleDefinitionId: CUSTOM, roleDefinition: { templateId: ROLE, displayName: null } },
          { roleDefinitionId: CUSTOM, directoryScopeId: null, roleDefinition: null },
        ],
      }),
    );
    expect((await readAssignedRoles(client, ME)).value).toEqual([
      { roleId: ROLE.toLowerCase(), name: "User Administrator", builtIn: true, tenantWide: true },
      { roleId: CUSTOM, name: "", builtIn: false, tenantWide: false },
      { roleId: ROLE.toLowerCase(), name: "", builtIn: null, tenantWide: true },
      { roleId: CUSTOM, name: "", builtIn: null, tenantWide: true },
    ]);
    expect(sent[0]?.address).toBe(
      `/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${ME}'&$expand=roleDefinition`,
    );
  });

  test("an id with a quote in it stays within the filter", async () => {
    const { client, sent } = cannedService(() => json({ value: [] }));
    await readAssignedRoles(client, "x' or 1 eq 1");
    expect(sent[0]?.address).toContain("principalId eq 'x'' or 1 eq 1'");
  });

  test("that may not be read name the right", async () => {
    const error = await caught(PermissionError, readAssignedRoles(cannedService(() => forbidden).client, ME));
    expect(error).toMatchObject({ remedy: expect.stringContaining("RoleManagement.Read.Directory") as string });
  });
});

test("eligible roles are asked for as one's own, and only those that hold everywhere count", async () => {
  const { client, sent } = cannedService(() =>
    json({
      value: [
        { roleDefinitionId: ROLE, directoryScopeId: "/" },
        { roleDefinitionId: CUSTOM, directoryScopeId: "/administrativeUnits/1" },
      ],
    }),
  );
  expect((await readOwnEligibleRoles(client)).value).toEqual([ROLE.toLowerCase()]);
  expect(sent[0]?.address).toContain("filterByCurrentUser(on='principal')");
});

describe("Azure roles at Connect Health", () => {
  const scope = "/providers/Microsoft.ADHybridHealthService";
  const definition = (id: string) => `/providers/Microsoft.Authorization/roleDefinitions/${id}`;

  test.each([
    ["a list in value", (items: unknown) => ({ value: items })],
    ["a bare list", (items: unknown) => items],
  ])("%s: by the definition's id and where they hold", async (_what, form) => {
    const { client, sent } = cannedService(
      () => json(form([{ properties: { roleDefinitionId: definition(ROLE), scope, principalId: ME } }])),
      "https://management.azure.com",
    );
    expect((await readHealthRoles(client, ME)).value).toEqual([{ roleId: ROLE.toLowerCase(), scope }]);
    expect(sent[0]?.address).toBe(
      `${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=assignedTo('${ME}')`,
    );
  });

  test.each([
    ["a list without properties", json({ value: [{ id: "x" }] })],
    ["not at all", { status: 404 }],
    ["a page", { status: 200, body: undefined }],
  ])("answered with %s are an error, not an empty list", async (_what, answer) => {
    await expect(readHealthRoles(cannedService(() => answer).client, ME)).rejects.toThrow();
  });

  test("services are listed by name", async () => {
    const { client, sent } = cannedService(() => json([{ serviceName: "AadSyncService-contoso" }]));
    expect((await readHealthServices(client)).value).toEqual(["AadSyncService-contoso"]);
    expect(sent[0]?.address).toContain("serviceType=AadSyncService");
  });
});
