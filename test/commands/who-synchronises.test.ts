// Who synchronises is read from two places; a failure of either keeps its class, and with it its exit code.
import { describe, expect, test } from "vitest";
import { readIdentities } from "../../src/commands/sync-survey.js";
import { cannedService } from "../tenant/canned-service.js";

describe("who synchronises", () => {
  test.each([
    { place: "roleAssignments", status: 503, name: "ServiceError" },
    { place: "roleAssignments", status: 403, name: "PermissionError" },
    { place: "appRoleAssignedTo", status: 503, name: "ServiceError" },
    { place: "appRoleAssignedTo", status: 403, name: "PermissionError" },
  ])("$status for $place is a $name", async ({ place, status, name }) => {
    const { client } = cannedService(({ address }) => (address.includes(place) ? { status } : { body: { value: [] } }));
    await expect(readIdentities(client)).rejects.toMatchObject({ name });
  });

  test("nobody, where both places say so", async () => {
    const { client } = cannedService(() => ({ body: { value: [] } }));
    expect((await readIdentities(client)).value).toEqual([]);
  });
});
