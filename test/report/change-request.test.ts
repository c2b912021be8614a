// A change request says all that those who agree to it must know, and no name from a tenant becomes markup in it.
import { describe, expect, test } from "vitest";
import { changeRequest } from "../../src/report/change-request.js";
import { riskOf } from "../../src/report/change-risk.js";
import { inline } from "../../src/report/document-markdown.js";
import { foretoldAlerts, foretoldEntries } from "../../src/report/foretold.js";
import { createPaint } from "../../src/report/paint.js";
import { render } from "../../src/report/render.js";
import type { Change } from "../../src/shapes/change.js";
import { everyChangeOf, type Name, plain, resultsOf } from "./sample-results.js";

const LAYOUT = { paint: createPaint(false), width: 80 };
const FORMATS = ["md", "html"] as const;
const CHANGING = ["setup-svc-account", "mfa-exclusion-add", "cleanup-health", "register-app"] as const;
const everything = (name: Name, dryRun = true) => ({
  ...resultsOf(name, dryRun)["setup-svc-account"],
  plan: everyChangeOf(name),
  reason: name("Swap"),
});

describe.each(FORMATS)("as %s", (format) => {
  test.each(CHANGING)("%s has every section, before and after it was carried out", async (name) => {
    const asked = await render(resultsOf(plain, true)[name], format, undefined, LAYOUT);
    for (const part of [
      "Change request: aadc-cloud",
      "What is to be changed",
      "Risk, and who is affected",
      "How it is carried out and verified",
      "How it is taken back",
      "What the security team will see",
      "Contoso",
      "contoso.onmicrosoft.com",
      "CHG-1",
      resultsOf(plain, true)[name].planHash,
    ])
      expect(asked).toContain(part);
    const done = await render(resultsOf(plain)[name], format, undefined, LAYOUT);
    for (const part of ["Change record: aadc-cloud", "What was changed", "Outcome", "20261122T100000Z"])
      expect(done).toContain(part);
    expect(done).not.toContain("to be changed");
  });

  test("has nothing but one sentence where nothing is to be changed", async () => {
    const result = { ...resultsOf(plain, true)["cleanup-health"], plan: [], warnings: [] };
    const text = await render(result, format, undefined, LAYOUT);
    expect(text).toContain("Nothing is to be changed");
    expect(text).not.toContain("security team");
  });
});

describe("what it says", () => {
  test("of an account that was made: its id, where its secrets are, how it has its role and until when", () => {
    const { account, ...result } = resultsOf(plain)["setup-svc-account"];
    const role = { how: "active", until: "2026-12-06T10:00:00.000Z" } as const;
    const secrets = { passwordTo: "file:/a/pw", passTo: "file:/a/pw.pass" };
    const record = textOf({ ...result, account: { ...account, ...secrets, role, id: "account-id-1" } });
    for (const part of ["account-id-1", "file:/a/pw", "file:/a/pw.pass", "until 2026-12-06 10:00 UTC"])
      expect(record).toContain(`${part}"]`);
  });

  test("of a rollback: what was taken back, what was not, and why", () => {
    const record = textOf(resultsOf(plain)["runs-rollback"]);
    for (const part of ["taken back", "left alone", "cannot be taken back", "It is another than before."])
      expect(record).toContain(`"${part}"`);
  });

  const textOf = (result: Parameters<typeof changeRequest>[0]) => JSON.stringify(changeRequest(result));

  test("is titled as the command is typed: who removes a registration makes none", () => {
    const asked = resultsOf(plain, true)["register-app"];
    expect(changeRequest(asked).title).toBe("Change request: aadc-cloud register-app");
    const removal = { ...asked, registration: { ...asked.registration, commands: [] } };
    expect(changeRequest(removal).title).toBe("Change request: aadc-cloud register-app --remove");
    expect(textOf(removal)).toContain("aadc-cloud register-app --remove --plan FILE");
  });

  test("has no signs of Markdown where it is text", () => {
    for (const name of CHANGING) expect(textOf(resultsOf(plain, true)[name])).not.toContain("`");
  });

  test("names the command that takes the run back: of the run, and before it of a run still to come", () => {
    expect(textOf(resultsOf(plain)["mfa-exclusion-add"])).toContain(
      "aadc-cloud runs rollback 20261122T100000Z-aaaaaaaa",
    );
    const typed = (command: string) => `aadc-cloud ${command} --tenant T`;
    const asked = JSON.stringify(changeRequest(resultsOf(plain, true)["mfa-exclusion-add"], typed));
    expect(asked).toContain("aadc-cloud runs rollback RUN --tenant T");
    expect(asked).toContain("aadc-cloud mfa-exclusion add --plan FILE --tenant T");
  });

  test("promises no rollback where nothing can be taken back", () => {
    const text = textOf(resultsOf(plain)["cleanup-health"]);
    expect(text).toContain("Nothing of it can be taken back.");
    expect(text).not.toContain("runs rollback");
  });

  test("tells each way to take back once, with the numbers of its changes", () => {
    const [, , policy] = everyChangeOf(plain);
    const plan = policy === undefined ? [] : [policy, policy, { ...policy, reversible: false }];
    const { blocks } = changeRequest({ ...resultsOf(plain, true)["mfa-exclusion-add"], plan });
    const limits = blocks.find((block) => block.kind === "table" && block.head[1] === "Limits");
    expect(limits?.kind === "table" ? limits.rows.map(([numbers]) => numbers) : []).toEqual(["1, 2", "3"]);
  });

  test("rates every kind of change, and the whole by its worst", () => {
    for (const change of everyChangeOf(plain)) {
      const { affected, what } = riskOf(change);
      expect([change.kind, affected.length > 0, what.endsWith(".")]).toEqual([change.kind, true, true]);
    }
    expect(textOf(everything(plain))).toContain("The highest risk of a single change: high.");
    expect(textOf(resultsOf(plain, true)["cleanup-health"])).toContain("The highest risk of a single change: medium.");
  });

  test("warnings and opened guards stand in it", () => {
    const text = textOf({ ...everything(plain), guardsOverridden: ["tier-0"], warnings: ["Look out."] });
    expect(text).toContain("A guard was opened by an option: tier-0.");
    expect(text).toContain("Look out.");
  });
});

describe("what the security team will see", () => {
  test("is told of every kind of change", () => {
    for (const change of everyChangeOf(plain))
      expect([change.kind, foretoldEntries([change]).length > 0]).toEqual([change.kind, true]);
  });

  test("is told once, with how often", () => {
    const [, , policy] = everyChangeOf(plain);
    const plan = policy === undefined ? [] : [policy, policy, policy];
    expect(foretoldEntries(plan)).toEqual([
      { activity: "Update conditional access policy", service: "Conditional Access", times: 3 },
    ]);
  });

  const role = (how: "direct" | "active" | "eligible", duration: string | null): readonly Change[] =>
    everyChangeOf(plain).flatMap((change) =>
      change.kind === "assign-role" ? [{ ...change, after: { ...change.after, how, duration } }] : [],
    );

  test.each([
    ["direct", null, ["Add member to role"], ["Add member to role outside of PIM (permanent)"], 2],
    [
      "active",
      "P14D",
      [
        "Add member to role",
        "Add member to role in PIM requested (timebound)",
        "Add member to role in PIM completed (timebound)",
      ],
      [],
      1,
    ],
    [
      "eligible",
      null,
      [
        "Add eligible member to role in PIM requested (permanent)",
        "Add eligible member to role in PIM completed (permanent)",
      ],
      [],
      1,
    ],
  ] as const)("a role that is given %s for %s", (how, duration, always, perhaps, alerts) => {
    const entries = foretoldEntries(role(how, duration));
    expect(entries.filter(({ onlyIf }) => onlyIf === undefined).map(({ activity }) => activity)).toEqual(always);
    expect(entries.filter(({ onlyIf }) => onlyIf !== undefined).map(({ activity }) => activity)).toEqual(perhaps);
    expect(foretoldAlerts(role(how, duration))).toHaveLength(alerts);
  });
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ["the end of a cell", "a | b |"],
  ["a line break and a heading", "a\n# Approved\n\nby me"],
  ["a list", "- a"],
  ["a numbered list", "1. a"],
  ["a link", "[click](javascript:alert(1))"],
  ["an image", "![x](https://evil.example/p.png)"],
  ["a bare address", "https://evil.example www.evil.example"],
  ["an angle address", "<https://evil.example>"],
  ["HTML", '<img src=x onerror=alert(1)><script>alert(1)</script><a href="x">y</a>'],
  ["an entity", "&lt;b&gt; &#60;script&#62;"],
  ["quotes", `" onmouseover="alert(1)" '`],
  ["code", "`a` ``b`` ```"],
  ["emphasis", "**a** __b__ ~~c~~ $d$"],
  ["a backslash at the end", "a\\"],
  ["the end of a style", "</style></title></table>"],
  ["turned lines", "\u202eabc\u2066"],
  ["control characters", "\u001b[2J\u0000\r"],
];

describe.each(HOSTILE)("names with %s", (_what, hostile) => {
  const name: Name = (text) => `${text}${hostile}`;

  test("change nothing of the structure of Markdown", async () => {
    const shape = async (given: Name) => {
      const text = await render(everything(given), "md", undefined, LAYOUT);
      return text.split("\n").map(shapeOfLine);
    };
    expect(await shape(name)).toEqual(await shape(plain));
  });

  test("change nothing of the structure of HTML", async () => {
    const shape = async (given: Name) => {
      const text = await render(everything(given), "html", undefined, LAYOUT);
      expect(text).not.toMatch(/[\p{Cf}]|(?!\n)\p{Cc}/u);
      return text.match(/<[^>]*>/g);
    };
    expect(await shape(name)).toEqual(await shape(plain));
  });
});

/** What a reader of Markdown makes of a line: its indent and its mark, the number of its cells, and markup within. */
function shapeOfLine(line: string): string {
  const [, indent = "", mark = "", rest = ""] = /^( *)(#+ |- |\d+\. |\| )?(.*)$/s.exec(line) ?? [];
  // A line to be typed is code, and nothing within it is markup.
  if (mark === "" && indent.length === 4) return "code";
  const bare = rest.replace(/\\[!-/:-@[-`{-~]/g, "");
  const cells = mark === "| " ? bare.split("|").length : 0;
  const markup = bare.replace(/^\*\*|\*\*$/g, "").match(/[`*_[\]<>~$&#]|!\[|https?:\/\/|www\./gi) ?? [];
  return `${indent}${mark}${cells} ${markup.join("")}${/^(?:[-+=]|\d+[.)])/.test(bare) ? " begins" : ""}`;
}

test("one text is one line of Markdown, and shows what it was", () => {
  expect(inline("a | b")).toBe(String.raw`a \| b`);
  expect(inline("- a")).toBe(String.raw`\- a`);
  expect(inline("12. a")).toBe(String.raw`12\. a`);
  expect(inline("https://x")).toBe(String.raw`https\://x`);
  expect(inline("svc-adconnect@contoso.com (UPN), 1.5 GB")).toBe("svc-adconnect@contoso.com (UPN), 1.5 GB");
  expect(inline("a\nb")).not.toContain("\n");
});

describe("the HTML file", () => {
  const html = async () => render(everything(plain), "html", undefined, LAYOUT);

  test("loads nothing, runs nothing, and its policy lets in its own style alone", async () => {
    const text = await html();
    expect(text).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|base|a)\b/i);
    expect(text).not.toMatch(/\b(?:src|href|srcset|style|on\w+)=/i);
    expect(text).not.toMatch(/url\(|@import/i);
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text) ?? [];
    const [, style = ""] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    const allowed = `'sha256-${Buffer.from(hash).toString("base64")}'`;
    expect(policy).toBe(`default-src 'none'; style-src ${allowed}; base-uri 'none'; form-action 'none'`);
    // What stands before the policy is not bound by it.
    expect(text.indexOf("Content-Security-Policy")).toBeLessThan(text.indexOf("<style>"));
  });

  test("closes what it opens, has a title and a language, and fits a narrow screen", async () => {
    const text = await html();
    const open: string[] = [];
    for (const [, end, tag = ""] of text.matchAll(/<(\/?)([a-z]\w*)[^>]*>/g))
      if (end === "/") expect(open.pop()).toBe(tag);
      else if (tag !== "meta") open.push(tag);
    expect(open).toEqual([]);
    expect(text).toContain('<html lang="en">');
    expect(text).toContain("<title>Change request: aadc-cloud setup-svc-account</title>");
    expect(text).toContain('name="viewport"');
    expect(text).toContain("prefers-color-scheme:dark");
    expect(text).toContain("@media print");
  });
});
