import { expect, test } from "vitest";
import { operatorOf } from "../../src/cloud/token-claims.js";

const token = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;

test.each([
  ["a person", { oid: "o-1", sub: "s", upn: "adele@contoso.example", name: "Adele" }, "o-1", "adele@contoso.example"],
  ["a person without upn", { oid: "o-1", unique_name: "adele", name: "Adele" }, "o-1", "adele"],
  ["a guest", { oid: "o-1", upn: "", name: "Adele Vänce 北" }, "o-1", "Adele Vänce 北"],
  ["an application", { oid: "o-2", app_displayname: "Deploy", appid: "a-1" }, "o-2", "Deploy"],
  ["an application without name", { sub: "s-2", appid: "a-1" }, "s-2", "a-1"],
  ["nobody in particular", { oid: 7, name: null }, "", ""],
  ["an array", [], "", ""],
  ["nothing", null, "", ""],
])("%s is named as the token tells", (_who, claims, id, name) => {
  expect(operatorOf(token(claims), "secret")).toEqual({ id, name, authKind: "secret" });
});

test.each(["", "opaque", "a.b.c", "..", "e30.bm8ganNvbg.x"])("the token %j tells nothing", (opaque) => {
  expect(operatorOf(opaque, "azure-cli")).toEqual({ id: "", name: "", authKind: "azure-cli" });
});
