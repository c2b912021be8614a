import { describe, expect, test } from "vitest";
import { literal, path, query } from "../../src/cloud/odata.js";

const RTL_MARK = "\u200F";

describe("path", () => {
  test.each([
    ["7c7f-11", "7c7f-11"],
    ["a/b", "a%2Fb"],
    ["..", ".."],
    ["a#b?c", "a%23b%3Fc"],
    ["100%", "100%25"],
    ["adele@contoso.example", "adele%40contoso.example"],
    ["Zürich 北京", "Z%C3%BCrich%20%E5%8C%97%E4%BA%AC"],
    [`x${RTL_MARK}y`, "x%E2%80%8Fy"],
    ["it's", "it's"],
  ])("%j becomes one segment: %s", (value, segment) => {
    expect(path`/v1.0/users/${value}/manager`).toBe(`/v1.0/users/${segment}/manager`);
  });

  test("takes several values and leaves the template's own characters alone", () => {
    expect(path`/providers/${"a b"}/services('${"c/d"}')?api-version=2014-01-01`).toBe(
      "/providers/a%20b/services('c%2Fd')?api-version=2014-01-01",
    );
    expect(path`/v1.0/organization`).toBe("/v1.0/organization");
  });
});

describe("query", () => {
  test("keeps the dollar of names readable and encodes values", () => {
    expect(query({ $filter: "displayName eq 'R&D=#1 100%+'", $top: 5, $count: true })).toBe(
      "?$filter=displayName%20eq%20'R%26D%3D%231%20100%25%2B'&$top=5&$count=true",
    );
  });

  test("is nothing where nothing is asked", () => {
    expect(query({})).toBe("");
  });

  test("survives being read by a server as it was meant", () => {
    const value = `it''s ${RTL_MARK}Zürich 北京 & co = "x" / # % + ?`;
    const address = new URL(`https://graph.microsoft.com/v1.0/users${query({ $filter: value, $select: "id" })}`);
    expect([...address.searchParams]).toEqual([
      ["$filter", value],
      ["$select", "id"],
    ]);
    expect(address.hash).toBe("");
  });
});

describe("literal", () => {
  test.each([
    ["plain", "'plain'"],
    ["O'Neil", "'O''Neil'"],
    ["' or 1 eq 1 or '", "''' or 1 eq 1 or '''"],
    ["''", "''''''"],
    ["", "''"],
    [`${RTL_MARK}x/#%`, `'${RTL_MARK}x/#%'`],
  ])("%j is written %s", (value, written) => {
    expect(literal(value)).toBe(written);
  });
});
