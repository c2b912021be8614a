// Reports as Markdown and HTML: what stands in a tenant is text there, and nothing else.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { addressOf, type Block } from "../../src/report/document.js";
import { htmlOf } from "../../src/report/document-html.js";
import { inline, markdownOf } from "../../src/report/document-markdown.js";
import { verifySyncDocument } from "../../src/report/verify-sync-document.js";
import { historyBlocks } from "../../src/report/verify-sync-history.js";
import { plain, resultsOf } from "./sample-results.js";

const HOSTILE = `x"><script>alert(1)</script><img src=x onerror='a'>&lt;|*_[a](http://e.example)\`\u001b\u202e`;
const hostile = (text: string) => text + HOSTILE;
const page = (name: (text: string) => string) => verifySyncDocument(resultsOf(name)["verify-sync"]);
const tagsIn = (html: string) => [...html.matchAll(/<\/?[a-z!][^>]*>/gi)].map(([tag]) => tag);

describe("HTML", () => {
  test("has the same elements whatever the names are", () => {
    const shape = (name: (text: string) => string) => tagsIn(htmlOf(page(name))).map((tag) => tag.split(/[\s>]/)[0]);
    expect(shape(hostile)).toEqual(shape(plain));
  });

  test("runs and loads nothing: its one style is let in by its hash", () => {
    const html = htmlOf(page(hostile));
    expect(html).not.toMatch(/<(?:script|img|iframe|object|embed|form|base)\b/i);
    for (const tag of tagsIn(html).map((one) => one.replace(/"[^"]*"/g, '""')))
      expect(tag).not.toMatch(/\son[a-z]+=|\sstyle=|\ssrc=/i);
    const [, style = ""] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
  });

  test.each<[Block]>([
    [{ kind: "heading", text: HOSTILE }],
    [{ kind: "text", text: HOSTILE }],
    [{ kind: "list", items: [HOSTILE] }],
    [{ kind: "facts", rows: [[HOSTILE, HOSTILE]] }],
    [{ kind: "table", head: [HOSTILE], rows: [[HOSTILE]] }],
    [{ kind: "command", text: HOSTILE }],
    [{ kind: "link", text: HOSTILE, address: `https://e.example/${HOSTILE}` }],
    [{ kind: "banner", tone: "bad", text: HOSTILE }],
    [{ kind: "card", mark: HOSTILE, tone: "bad", title: HOSTILE, below: [{ kind: "text", text: HOSTILE }] }],
    [{ kind: "timeline", from: 0, to: 2, lanes: [{ name: HOSTILE, times: [1] }] }],
    [{ kind: "item", number: 1, title: HOSTILE, below: [{ kind: "text", text: HOSTILE }] }],
  ])("text of $kind is text", (block) => {
    const html = htmlOf({ title: HOSTILE, blocks: [block] });
    const inside = html.slice(html.indexOf("<title>")).replace(/<style>.*?<\/style>/s, "");
    expect(inside).not.toMatch(/<(?:script|img)/i);
    expect(inside.replaceAll("\n", "")).not.toMatch(/[\p{Cf}\p{Cc}]/u);
    expect(inside.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
    expect(inside).toContain("x&quot;&gt;&lt;script&gt;alert(1)");
    expect(inside).toContain("onerror=&#39;a&#39;&gt;&amp;lt;|");
  });
});

test.each([
  ["https://learn.microsoft.com/a?b=c#d", "https://learn.microsoft.com/a?b=c#d"],
  ["javascript:alert(1)", "about:blank"],
  ["http://learn.microsoft.com/", "about:blank"],
  ["data:text/html,x", "about:blank"],
  ["//e.example/", "about:blank"],
  [" JavaScript:alert(1)", "about:blank"],
])("%s leads to %s", (address, leads) => {
  expect(addressOf(address)).toBe(leads);
});

describe("Markdown", () => {
  test.each([
    ["*b* _i_ ~s~", String.raw`\*b\* \_i\_ \~s\~`],
    ["[a](http://e.example)", String.raw`\[a\](http\://e.example)`],
    ["![i](x)", String.raw`\!\[i\](x)`],
    ["<b>&amp;", String.raw`\<b\>\&amp;`],
    ["a|b", String.raw`a\|b`],
    ["# h", String.raw`\# h`],
    ["- l", String.raw`\- l`],
    ["1. l", String.raw`1\. l`],
    ["=== ", String.raw`\=== `],
    ["    code", "code"],
    ["www.e.example", String.raw`www\.e.example`],
    ["a\nb", "a\uFFFDb"],
    ["`c` \\", "\\`c\\` \\\\"],
    ["$x$", String.raw`\$x\$`],
  ])("%j stays what it is", (text, expected) => {
    expect(inline(text)).toBe(expected);
  });

  test("has as many lines, and cells in each, whatever the names are", () => {
    const shape = (name: (text: string) => string) =>
      markdownOf(page(name))
        .split("\n")
        .map((line) => line.replace(/\\./g, "").split("|").length);
    expect(shape((text) => text + HOSTILE.replaceAll(/\s/g, ""))).toEqual(shape(plain));
  });

  test("begins with what it comes to, then what to do, with the remedy", () => {
    const text = markdownOf(page(plain));
    expect(text.split("\n")[2]).toMatch(/^\*\*Synchronisation is NOT healthy; AADC\\?-NEW is active/);
    expect(text).toMatch(/## To do\n\n### error: SYNC-002 Active server\n/);
    expect(text).toContain("What to do: Put AADC-NEW into staging mode.");
  });
});

describe("the course of time", () => {
  const result = resultsOf(plain)["verify-sync"];
  const source = { request: "GET /" };
  const lanes = (change: Partial<typeof result>) =>
    historyBlocks({ ...result, ...change }).flatMap((block) =>
      block.kind === "timeline" ? block.lanes.map(({ name, times }) => [name, ...times.map(isoOf)]) : [],
    );
  const isoOf = (time: number) => new Date(time).toISOString();
  const at = (hour: number) => `2026-11-22T${String(hour).padStart(2, "0")}:00:00.000Z`;
  const point = (hour: number, lastSync: string | null) => ({
    at: at(hour),
    lastSync,
    lastPasswordSync: null,
    activeServer: null,
  });
  const now = (lastSync: string | null) => ({
    at: at(12),
    sync: {
      ...result.sync,
      lastSync: { state: "known", value: lastSync, source } as const,
      lastPasswordSync: { state: "unknown", reason: "It was refused.", remedy: "Grant it." } as const,
    },
  });

  test("has each time once, in order, this run's among them; what is no time is left out", () => {
    const history = [point(9, at(8)), point(8, at(8)), point(10, "soon"), point(11, null)];
    expect(lanes({ history, ...now(at(11)) })).toEqual([
      ["Synchronised", at(8), at(11)],
      ["Passwords synchronised"],
      ["Looked at", at(8), at(9), at(10), at(11), at(12)],
    ]);
  });

  test("without earlier snapshots says how there will be a course", () => {
    const blocks = historyBlocks({ ...result, history: [], ...now(at(11)) });
    expect(blocks.at(-1)).toMatchObject({ kind: "text", text: expect.stringContaining("--save FOLDER") as string });
  });

  test("is left out where no time is known", () => {
    expect(historyBlocks({ ...result, history: [point(9, null)], ...now(null) })).toEqual([]);
  });
});
