import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createPaint } from "../../src/report/paint.js";
import { data, render } from "../../src/report/render.js";
import { UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { listOf, plain, resultsOf } from "./sample-results.js";

const LAYOUT = { paint: createPaint(true), width: 80 };
const result = resultsOf(plain)["verify-sync"];
/** Texts that a careless YAML writer turns into something else. */
const tricky = resultsOf(
  (text) => `${text}: yes\n- "no" #~ \u001b[0m \u009b2J \u202e\u200b\u2028 \u00ad\u{e0041}\u180e \ud83d 0123 ${text}`,
);

test.each(["json", "yaml"] as const)(
  "%s is the whole result, without colours, ended by a line feed",
  async (format) => {
    for (const one of listOf(plain)) {
      const text = await render(one, format, undefined, LAYOUT);
      expect(text.endsWith("\n")).toBe(true);
      expect(text).not.toContain("\u001b");
      expect(format === "json" ? JSON.parse(text) : parse(text)).toEqual(JSON.parse(JSON.stringify(one)));
    }
  },
);

test.each(["json", "yaml"] as const)(
  "%s keeps hostile names to the letter, and writes them so that nothing acts",
  async (format) => {
    for (const one of Object.values(tricky)) {
      const text = await render(one, format, undefined, LAYOUT);
      for (const line of text.split("\n")) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(format === "json" ? JSON.parse(text) : parse(text)).toEqual(JSON.parse(JSON.stringify(one)));
    }
  },
);

/** Whoever logs out may have forgotten several tenants, and a list of runs may be of several: none of them is asked. */
const TOLD_OTHERWISE: Readonly<Record<string, string>> = {
  "aadc-cloud/logout@1": "contoso.onmicrosoft.com",
  "aadc-cloud/runs-list@1": "contoso.onmicrosoft.com",
  "aadc-cloud/runs-export@1": "20261122T100000Z",
};

test("text is for people, ended by one line feed; what only tells begins with the tenant", async () => {
  for (const one of listOf(plain, true)) {
    const text = await render(one, "text", undefined, LAYOUT);
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).toContain(TOLD_OTHERWISE[one.schema] ?? "Tenant    Contoso");
  }
});

describe("a query", () => {
  const failed = "findings[?result=='fail'].id";

  test.each([
    ["json", '[\n  "SYNC-002"\n]\n'],
    ["yaml", "- SYNC-002\n"],
    ["text", '[\n  "SYNC-002"\n]\n'],
  ] as const)("is applied to %s", async (format, expected) => {
    expect(await render(result, format, failed, LAYOUT)).toBe(expected);
  });

  test.each([
    ["one value", "verdict", '"fail"\n'],
    ["nothing", "nowhere.at.all", "null\n"],
    ["an object", "{id: tenantId, verdict: verdict}", undefined],
    ["counts", "summary.unknown", "1\n"],
  ])("may give %s", async (_what, query, expected) => {
    const text = await render(result, "json", query, LAYOUT);
    if (expected === undefined) expect(JSON.parse(text)).toEqual({ id: result.tenantId, verdict: "fail" });
    else expect(text).toBe(expected);
  });

  test.each(["findings[", "]", "findings[?result=='fail'", "nosuchfunction(@)"])(
    "%j is the typist's error",
    async (query) => {
      const error = await caught(UsageError, render(result, "json", query, LAYOUT));
      expect(error.code).toBe("bad-query");
      expect(error.remedy).toContain("jmespath.org");
    },
  );
});

test("anything plain is written likewise, as JSON where text is asked for", async () => {
  expect(await data({ error: { code: "x" } }, "text", undefined)).toBe('{\n  "error": {\n    "code": "x"\n  }\n}\n');
  expect(await data({ error: { code: "x" } }, "yaml", "error.code")).toBe("x\n");
});
