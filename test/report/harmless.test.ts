import { describe, expect, test } from "vitest";
import { escapeInvisible, harmless, harmlessSentence } from "../../src/report/harmless.js";
import { wrap } from "../../src/report/layout.js";
import { createPaint } from "../../src/report/paint.js";

const ESC = "\u001b";

describe("what could work on a terminal is replaced, and shows that it was there", () => {
  test.each([
    ["a colour", `${ESC}[31mred${ESC}[0m`, "�[31mred�[0m"],
    ["a cleared screen", `a${ESC}[2Jb`, "a�[2Jb"],
    ["a one-character CSI", "a\u009b2Jb", "a�2Jb"],
    ["a window title", `${ESC}]0;title\u0007x`, "�]0;title�x"],
    ["a link", `${ESC}]8;;https://evil.example${ESC}\\x`, "�]8;;https://evil.example�\\x"],
    ["a device control string", "\u0090q\u009c", "�q�"],
    ["a line feed", "a\nDone: everything", "a�Done: everything"],
    ["a carriage return", "evil\rgood", "evil�good"],
    ["a tab", "a\tb", "a�b"],
    ["a backspace", "ab\b", "ab�"],
    ["a null character", "a\0b", "a�b"],
    ["delete", "a\u007fb", "a�b"],
    ["next line", "a\u0085b", "a�b"],
    ["line and paragraph separators", "a\u2028b\u2029c", "a�b�c"],
    ["right-to-left override", "a\u202eb\u202c", "a�b�"],
    ["left-to-right and right-to-left marks", "\u200ea\u200f\u061cb", "�a��b"],
    ["isolates", "\u2066a\u2067b\u2068c\u2069", "�a�b�c�"],
    ["joiners and zero-width spaces", "a\u200bb\u200cc\u200dd\u2060\ufeff", "a�b�c�d��"],
    ["a soft hyphen", "a\u00adb", "a�b"],
    ["tags that hide text", "a\u{e0041}\u{e007f}", "a��"],
    ["private use", "a\ue000\u{f0000}", "a��"],
    ["half an emoji", "a\ud83db", "a�b"],
    ["the other half", "a\ude42b", "a�b"],
  ])("%s", (_what, text, shown) => {
    expect(harmless(text)).toBe(shown);
    expect(harmlessSentence(text)).toBe(shown);
  });
});

test.each(["", "Contoso", "Größe 5 – „Müller“", "日本語", "שלום", "a  b", "🙂", "<b>&amp;</b>", "=1+1", "�"])(
  "%j stays as it is",
  (text) => {
    expect(harmless(text)).toBe(text);
  },
);

describe("in JSON what a terminal would obey or hide is an escape, and means the same", () => {
  test.each([
    ["a soft hyphen", "a\u00adb", '"a\\u00adb"'],
    ["tags that hide text", "a\u{e0041}\u{e007f}", '"a\\udb40\\udc41\\udb40\\udc7f"'],
    ["a format character of a script", "\u0600\u061c\u180e", '"\\u0600\\u061c\\u180e"'],
    ["an astral format character of a script", "\u{110bd}", '"\\ud804\\udcbd"'],
    ["annotations", "\ufff9a\ufffa\ufffb", '"\\ufff9a\\ufffa\\ufffb"'],
    ["what turns a line", "\u200e\u202eb\u2066", '"\\u200e\\u202eb\\u2066"'],
    ["joiners and a byte order mark", "a\u200b\u200d\u2060\ufeff", '"a\\u200b\\u200d\\u2060\\ufeff"'],
    ["separators of lines and paragraphs", "\u2028\u2029", '"\\u2028\\u2029"'],
    ["control characters", "\u007f\u0085\u009b", '"\\u007f\\u0085\\u009b"'],
  ])("%s", (_what, text, shown) => {
    expect(escapeInvisible(JSON.stringify(text))).toBe(shown);
    expect(JSON.parse(shown)).toBe(text);
  });

  test.each(["Größe 5 – „Müller“", "日本語", "שלום", "🙂 \u{1f1e9}\u{1f1ea}", "\u0301", "\u00a0"])(
    "%j stays",
    (text) => {
      expect(escapeInvisible(JSON.stringify(text))).toBe(JSON.stringify(text));
    },
  );
});

describe("length", () => {
  test("is bounded; what is cut shows", () => {
    expect(harmless("x".repeat(200))).toBe("x".repeat(200));
    expect(harmless("x".repeat(201))).toBe(`${"x".repeat(199)}…`);
    expect(harmlessSentence("x".repeat(2_000))).toHaveLength(2_000);
    expect(harmlessSentence("x".repeat(2_001))).toBe(`${"x".repeat(1_999)}…`);
  });

  test("of a megabyte is bounded at once", () => {
    const before = performance.now();
    expect(harmless(ESC.repeat(1_000_000))).toBe(`${"�".repeat(199)}…`);
    expect(performance.now() - before).toBeLessThan(100);
  });

  test("leaves no half of an emoji where it is cut", () => {
    expect(harmless(`${"x".repeat(198)}🙂yz`)).toBe(`${"x".repeat(198)}�…`);
  });
});

describe("wrapping", () => {
  test.each([
    ["short", "short"],
    ["one two three four five six", "one two three four\n  five six"],
    ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n  b"],
    ["", ""],
  ])("%j", (text, lines) => {
    expect(wrap(text, 2, 22)).toBe(lines);
  });

  test("fills a line to its last column and not beyond", () => {
    expect(wrap("1234567890 123456789", 0, 20)).toBe("1234567890 123456789");
    expect(wrap("1234567890 1234567890", 0, 20)).toBe("1234567890\n1234567890");
  });

  test("never gets narrower than 20 columns, and loses no word", () => {
    const text = "the quick brown fox jumps over the lazy dog again and again";
    for (const width of [0, 10, 30, 80]) {
      const lines = wrap(text, 15, width).split("\n");
      expect(lines.map((line) => line.trim()).join(" ")).toBe(text);
      expect(Math.max(...lines.map((line) => line.trim().length))).toBeLessThanOrEqual(Math.max(20, width - 15));
    }
  });
});

test("paint colours where colours are wanted, and adds nothing where they are not", () => {
  expect(createPaint(false)("bad", "x")).toBe("x");
  expect(createPaint(true)("bad", "x")).toBe(`${ESC}[31mx${ESC}[39m`);
  expect(createPaint(true)("plain", "x")).toBe("x");
});
