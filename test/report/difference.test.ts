import { expect, test } from "vitest";
import { differenceOf } from "../../src/report/difference.js";

test("an account whose deletion nobody answered was deleted at an unknown time", () => {
  const difference = differenceOf({
    kind: "restore-user",
    summary: "restore it",
    reversible: true,
    target: { userPrincipalName: "svc@contoso.onmicrosoft.com", userId: "u" },
    before: { deletedDateTime: "" },
    after: { deletedDateTime: null },
  });
  expect(difference).toEqual([{ what: "deleted", before: "at an unknown time", after: null }]);
});
