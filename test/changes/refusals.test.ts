// What a refusal means, by the whole of what tells it: never by a status alone.
import { expect, test } from "vitest";
import { meaningOf, mendsWithTime, type RefusedOperation } from "../../src/changes/refusals.js";
import { PermissionError, ServiceError } from "../../src/shapes/errors.js";

const refusal = (status: number, ...serviceCodes: readonly string[]) =>
  new ServiceError("m", { code: "c", remedy: "r", status, serviceCodes });
const UNSEEN = [404, "Request_ResourceNotFound"] as const;
const CONFLICT = [400, "Request_BadRequest", "ObjectConflict"] as const;

test.each<[RefusedOperation, readonly [number, ...string[]], "lag" | "conflict" | undefined]>([
  ["create-user", CONFLICT, "conflict"],
  ["create-user", [400, "Request_BadRequest", "ConflictingObjects", "ObjectConflict"], "conflict"],
  ["create-user", [409, "Request_MultipleObjectsWithSameKeyValue"], "conflict"],
  ["create-user", [400, "Request_BadRequest"], undefined],
  ["create-user", [400, "ObjectConflict"], undefined],
  ["create-user", UNSEEN, undefined],
  ["restore-user", UNSEEN, "lag"],
  ["restore-user", CONFLICT, undefined],
  ["write-user", UNSEEN, "lag"],
  ["write-user", [404], undefined],
  ["write-user", [404, "itemNotFound"], undefined],
  ["add-extension", UNSEEN, "lag"],
  ["add-extension", [409, "Request_MultipleObjectsWithSameKeyValue"], "conflict"],
  ["delete-extension", UNSEEN, "conflict"],
  ["assign-role", UNSEEN, "lag"],
  ["assign-role", [400, "Request_ResourceNotFound"], "lag"],
  ["assign-role", [400, "Request_BadRequest"], "conflict"],
  ["assign-role", [400, "BadRequest"], undefined],
  ["assign-role", [409, "RoleAssignmentExists"], "conflict"],
  ["assign-role", [409], undefined],
  ["assign-role-by-pim", [400, "Request_BadRequest"], undefined],
  ["create-pass", [404, "resourceNotFound"], "lag"],
  ["create-pass", [400, "badRequest"], undefined],
  ["delete-pass", [404, "resourceNotFound"], "conflict"],
  ["create-application", CONFLICT, "conflict"],
  ["create-service-principal", [400, "Request_BadRequest"], "lag"],
  ["create-service-principal", [404], undefined],
  ["grant-app-role", [400, "Request_BadRequest", "InvalidUpdate"], "conflict"],
  ["grant-app-role", [400, "Request_BadRequest"], undefined],
  ["write-registration", [400, "Request_BadRequest"], undefined],
])("%s: %j is %s", (operation, [status, ...codes], meaning) => {
  expect(meaningOf(operation, refusal(status, ...codes))).toBe(meaning);
  expect(mendsWithTime(operation)(refusal(status, ...codes))).toBe(meaning !== undefined);
});

test("only what the service has said counts", () => {
  const isLag = mendsWithTime("write-user");
  expect(isLag(new Error("404 Request_ResourceNotFound"))).toBe(false);
  expect(isLag(new PermissionError("m", { code: "Request_ResourceNotFound", remedy: "" }))).toBe(false);
  expect(isLag(undefined)).toBe(false);
  expect(
    isLag(new ServiceError("m", { code: "c", remedy: "r", status: 500, serviceCodes: ["Request_ResourceNotFound"] })),
  ).toBe(false);
});
