import { describe, expect, test } from "vitest";
import { PermissionError } from "../../src/shapes/errors.js";
import { readMembershipsOf, readUser } from "../../src/tenant/users.js";
import { caught } from "../support/caught.js";
import { answering, cannedService, forbidden, json, notFound } from "./canned-service.js";

const UPN = "svc-adconnect@contoso.onmicrosoft.com";
const WIRE = {
  id: "u-1",
  userPrincipalName: UPN,
  displayName: "Wizard",
  accountEnabled: true,
  userType: "Member",
  onPremisesSyncEnabled: null,
};
const read = (wire: unknown) => readUser(answering({ [`/v1.0/users/${UPN}`]: json(wire) }).client, UPN);

describe("a user", () => {
  test("is read; properties that are told on request only are asked for", async () => {
    const { client, sent } = cannedService(() => json({ ...WIRE, somethingNew: 1 }));
    expect((await readUser(client, UPN)).value).toEqual({
      id: "u-1",
      userPrincipalName: UPN,
      displayName: "Wizard",
      enabled: true,
      type: "Member",
      synced: false,
      lastPasswordChange: null,
    });
    for (const name of ["accountEnabled", "userType", "onPremisesSyncEnabled"])
      expect(sent[0]?.address).toContain(name);
  });

  test.each([
    ["from Active Directory", { onPremisesSyncEnabled: true }, { synced: true }],
    ["no longer from Active Directory", { onPremisesSyncEnabled: false }, { synced: false }],
    ["disabled", { accountEnabled: false }, { enabled: false }],
    ["guest", { userType: "Guest" }, { type: "Guest" }],
    ["of unknown type", { userType: undefined }, { type: null }],
    ["without display name", { displayName: null }, { displayName: "" }],
  ])("%s", async (_what, change, expected) => {
    expect((await read({ ...WIRE, ...change })).value).toMatchObject(expected);
  });

  test.each([
    ["accountEnabled", { ...WIRE, accountEnabled: undefined }],
    ["accountEnabled that is null", { ...WIRE, accountEnabled: null }],
    ["id", { ...WIRE, id: undefined }],
  ])("without %s is not taken for enabled or disabled, but refused", async (_what, wire) => {
    await expect(read(wire)).rejects.toMatchObject({ code: "unexpected-shape" });
  });

  test("that is not there is null; one that may not be read is an error", async () => {
    expect((await readUser(cannedService(() => notFound).client, UPN)).value).toBeNull();
    const error = await caught(PermissionError, readUser(cannedService(() => forbidden).client, UPN));
    expect(error.remedy).toContain("User.Read.All");
  });

  test("whose name is hostile stays one path segment", async () => {
    const { client, sent } = cannedService(() => notFound);
    await readUser(client, "a/../b?x#@c");
    expect(sent[0]?.encoded.split("?")[0]).toBe("/v1.0/users/a%2F..%2Fb%3Fx%23%40c");
    expect(sent).toHaveLength(1);
  });
});

test("memberships of a user are its groups and roles; administrative units are neither", async () => {
  const { client } = answering({
    "/v1.0/users/u-1/transitiveMemberOf": json({
      value: [
        { "@odata.type": "#microsoft.graph.group", id: "g-1", displayName: "One", isAssignableToRole: null },
        { "@odata.type": "#microsoft.graph.directoryRole", id: "r-1", roleTemplateId: "t-1" },
        { "@odata.type": "#microsoft.graph.administrativeUnit", id: "a-1" },
        { "@odata.type": "#microsoft.graph.group", id: "g-2", displayName: "Two", isAssignableToRole: true },
        { "@odata.type": "#microsoft.graph.group", id: "g-3", displayName: null },
      ],
    }),
  });
  expect((await readMembershipsOf(client, "u-1")).value).toEqual({
    groupIds: ["g-1", "g-2", "g-3"],
    roleIds: ["t-1"],
    roleGroupIds: ["g-2", "g-3"],
  });
});

test("roles that Graph does not name to the reader are not passed over", async () => {
  const { client } = answering({
    "/v1.0/users/u-1/transitiveMemberOf": json({
      value: [
        { "@odata.type": "#microsoft.graph.directoryRole", id: "r-1", roleTemplateId: "t-1" },
        { "@odata.type": "#microsoft.graph.directoryRole", id: "r-2", roleTemplateId: null },
      ],
    }),
  });
  expect((await readMembershipsOf(client, "u-1")).value).toEqual({ groupIds: [], roleIds: ["t-1"], rolesHidden: true });
});
