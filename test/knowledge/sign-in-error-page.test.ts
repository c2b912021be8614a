import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { documentedErrors, signInErrorMarkdown } from "../../scripts/sign-in-error-table.mjs";
import { SIGN_IN_ERROR_GROUPS } from "../../src/knowledge/sign-in-errors.js";

const page = new URL("../../docs/sign-in-errors.md", import.meta.url);

test("docs/sign-in-errors.md says what the program says (else: npm run docs:sign-in-errors)", () => {
  expect(documentedErrors(readFileSync(page, "utf8"))).toBe(signInErrorMarkdown(SIGN_IN_ERROR_GROUPS));
});

test("what would break a table is escaped", () => {
  const errors = [{ code: 1, meaning: "a|b", remedy: "<c>", becomes: "service" as const }];
  expect(signInErrorMarkdown([{ cause: "X", errors }])).toContain("| AADSTS1 | a\\|b | \\<c> | 6 |");
});
