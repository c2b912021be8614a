// Tables for spreadsheets: whatever stands in a cell, it stays one cell, and text.
import { describe, expect, test } from "vitest";
import { csv } from "../../src/report/csv.js";
import { selectedCsv } from "../../src/report/selected-csv.js";
import { verifySyncCsv } from "../../src/report/verify-sync-csv.js";
import { UsageError } from "../../src/shapes/errors.js";
import { plain, resultsOf } from "./sample-results.js";

const cell = (text: string | number | null) => csv(["a"], [{ a: text }]).split("\r\n")[1];

test.each([
  ["plain", "AADC-NEW", "AADC-NEW"],
  ["a number, negative too", -3, "-3"],
  ["nothing", null, ""],
  ["a blank", "two words", '"two words"'],
  ["a comma", "a,b", '"a,b"'],
  ["quotes", 'say "x"', '"say ""x"""'],
  ["a semicolon, which separates in other languages", "a;b", '"a;b"'],
  ["a line break", "a\r\nb", "a\uFFFD\uFFFDb"],
  ["a formula", "=1+1", `"'=1+1"`],
  ["a formula behind a blank", " =1+1", `"' =1+1"`],
  ["a plus", "+1", `"'+1"`],
  ["a minus in a text", "-1", `"'-1"`],
  ["an at", "@SUM(A1)", `"'@SUM(A1)"`],
  ["a wide equals sign, which becomes a narrow one", "\uFF1D1+1", `"'\uFF1D1+1"`],
  ["a tab before a formula", "\t=1", `"'\uFFFD=1"`],
  ["an escape sequence", "a\u001b[2Jb", "a\uFFFD[2Jb"],
])("%s is one cell", (_what, text, expected) => {
  expect(cell(text)).toBe(expected);
});

test("each line ends by CR LF, the head is first, and a cell that is not there is empty", () => {
  expect(csv(["a", "b"], [{ a: "1", b: undefined }])).toBe("a,b\r\n1,\r\n");
  expect(csv(["a"], [])).toBe("a\r\n");
});

test("findings are told in one line each, whatever came of them", () => {
  const lines = verifySyncCsv(resultsOf(plain)["verify-sync"]).split("\r\n");
  expect(lines[0]).toBe("id,title,severity,result,evidence,remedy,doc");
  expect(lines.slice(1, -1).map((line) => line.split(",").filter((_, index) => [0, 3].includes(index)))).toEqual([
    ["SYNC-001", "pass"],
    ["SYNC-002", "fail"],
    ["SYNC-003", "unknown"],
    ["SYNC-004", "not-applicable"],
  ]);
  expect(lines.at(-1)).toBe("");
});

describe("what a query selects", () => {
  test.each([
    [
      "objects",
      [
        { id: "a", n: 1 },
        { id: "b", n: null },
      ],
      "id,n\r\na,1\r\nb,\r\n",
    ],
    ["objects that differ", [{ id: "a" }, { n: true }], "id,n\r\na,\r\n,true\r\n"],
    ["texts", ["a", "=b"], `value\r\na\r\n"'=b"\r\n`],
    ["nothing in a list", [], ""],
    ["a name that is a formula", [{ "=x": "1" }], `"'=x"\r\n1\r\n`],
  ])("%s is a table", (_what, selected, expected) => {
    expect(selectedCsv(selected)).toBe(expected);
  });

  test.each([
    ["nothing", null, "nothing"],
    ["one text", "a", "one value"],
    ["one object", { id: "a" }, "one value"],
    ["lists in a list", [["a"]], "a list of lists"],
    ["objects in objects", [{ id: { of: "a" } }], "objects within objects"],
    ["lists in objects", [{ ids: ["a"] }], "objects within objects"],
  ])("%s is none, which is said", (_what, selected, says) => {
    const refused = () => selectedCsv(selected);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(`CSV is a table, and --query selects ${says}`);
  });
});
