// The template broken in one place at a time: each check notices what it is for.
import { describe, expect, test } from "vitest";
import { BROKEN_NAMES, BROKEN_SETTINGS } from "./breakages-of-names.js";
import { BROKEN_RESOURCES, BROKEN_RIGHTS } from "./breakages-of-resources.js";
import { changed, parsed, TEMPLATE_TEXT } from "./template-file.js";
import { templateProblems } from "./template-problems.js";

describe.each([
  ["names and expressions", BROKEN_NAMES],
  ["resources", BROKEN_RESOURCES],
  ["rights", BROKEN_RIGHTS],
  ["settings and secrets", BROKEN_SETTINGS],
])("%s", (_, breakages) => {
  test.each(breakages)("$what", ({ from, to, says }) => {
    const problems = templateProblems(parsed(changed(TEMPLATE_TEXT, from, to)));
    expect(problems.join("\n")).toContain(says);
  });
});
