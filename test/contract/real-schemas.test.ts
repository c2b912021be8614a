// The same plants against Microsoft's own schemas, where they are at hand.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ARM, found, line } from "./fixture.js";

const FOLDER = path.join(import.meta.dirname, "../../../shared/contract");
const isThere = existsSync(FOLDER);

describe.skipIf(!isThere)("with the schemas in ../shared/contract", () => {
  const read = (name: string) => readFileSync(path.join(FOLDER, name), "utf8");
  const types = createRequire(import.meta.url).resolve("@microsoft/microsoft-graph-types-beta/package.json");

  test("a made-up property, a wrong type, an undocumented status and a permission too weak are found", () => {
    const user = { "@odata.context": "https://x", id: "1", displayName: "A" };
    const services = "/providers/Microsoft.ADHybridHealthService/services";
    const lines = [
      line({ url: "/v1.0/users/1", responseBody: { ...user, accountEnabled: true } }),
      line({ url: "/v1.0/users/1", responseBody: { ...user, favouriteColour: "blue" } }),
      line({ url: "/v1.0/organization", responseBody: { value: [{ id: "1", onPremisesSyncEnabled: "yes" }] } }),
      line({ method: "DELETE", url: "/v1.0/users/1", status: 202 }),
      line({ url: "/v1.0/users/1/horoscope", responseBody: {} }),
      line({ host: ARM, url: `${services}?api-version=2014-01-01`, responseBody: { value: [{ mood: 1 }] } }),
      line({ url: "/beta/organization", responseBody: { value: [{ onPremisesLastPasswordSyncDateTime: null }] } }),
    ];
    const userRead = { request: "GET /users/:id", delegated: [["Mail.Send"], ["User.Read.All"]], application: [] };
    const betaList = {
      properties: { organization: ["onPremisesLastPasswordSyncDateTime"] },
      navigation: {},
      roots: {},
      absent: {},
    };
    const all = found(lines, {
      csdl: read("graph-v1.0.csdl"),
      swagger: JSON.parse(read("connect-health/ADHybridHealthService.json")),
      permissions: JSON.parse(read("graph-permissions.json")),
      betaDeclarations: readFileSync(path.join(path.dirname(types), "microsoft-graph.d.ts"), "utf8"),
      betaList,
      permissionRows: [userRead],
    });
    expect(all.filter((one) => !one.startsWith("permission refused"))).toEqual([
      "dynamic-property response user.favouriteColour",
      "type response organization.onPremisesSyncEnabled",
      "status DELETE /users/{id} 202",
      "path /v1.0/users/1/horoscope",
      "unknown-property response ServiceProperties.mood",
      "permission too weak: GET /users/:id delegated Mail.Send",
    ]);
  });
});
