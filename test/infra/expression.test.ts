// The evaluator itself: the grammar, and what it refuses.
import { describe, expect, test } from "vitest";
import { expressionIn } from "./expression-syntax.js";
import { resolved, type Scope } from "./expression-value.js";

const scope: Scope = {
  parameter: (name) => ({ text: "Ab", list: ["x", "y"], number: 3, yes: true })[name],
  variable: () => ({ inner: { name: "deep" } }),
  reference: (id) => ({ id }),
  copyIndex: 1,
  mentioned: () => undefined,
};

describe("values", () => {
  test.each<readonly [string, unknown]>([
    ["plain", "plain"],
    ["[[not an expression]", "[not an expression]"],
    ["[not closed", "[not closed"],
    ["['it''s']", "it's"],
    ["[concat('a', parameters('text'))]", "aAb"],
    ["[ format( '{1}-{0}-{1}' , 'a' , 'b' ) ]", "b-a-b"],
    ["[variables('v').inner.name]", "deep"],
    ["[parameters('list')[copyIndex()]]", "y"],
    ["[toLower(take(replace('A-B-C', '-', ''), 2))]", "ab"],
    ["[if(parameters('yes'), 'one', reference('never')[0])]", "one"],
    ["[and(equals(1, 1), not(empty(createArray('x'))))]", true],
    ["[union(createObject('a', 1, 'b', 1), createObject('b', 2), createObject())]", { a: 1, b: 2 }],
    ["[string(parameters('number'))]", "3"],
    ["[empty(null())]", true],
    [
      "[resourceId('A.B/c/d', 'x', 'y')]",
      "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/watch/providers/A.B/c/x/d/y",
    ],
    ["[extensionResourceId('/s', 'E.F/g', 'h')]", "/s/providers/E.F/g/h"],
  ])("%s", (text, value) => {
    expect(resolved(text, scope)).toEqual(value);
  });

  test("names of properties are evaluated, too", () => {
    expect(resolved({ "[concat('a', 'b')]": ["[length('abc')]"] }, scope)).toEqual({ ab: [3] });
  });

  test("ids and short names are the same for the same, and of Azure's form", () => {
    expect(resolved("[guid('a', 'b')]", scope)).toBe(resolved("[guid('a', 'b')]", scope));
    expect(resolved("[guid('a', 'b')]", scope)).not.toBe(resolved("[guid('b', 'a')]", scope));
    expect(resolved("[uniqueString('a')]", scope)).toMatch(/^[a-z2-7]{13}$/);
  });
});

describe("refusals", () => {
  test.each([
    ["[concat('a', 'b'", undefined],
    ["[concat('a' 'b')]", '")" is missing'],
    ["[concat('a')] ]", "something follows"],
    ["[concat('a).b]", "a name is missing"],
    ["[parameters]", '"(" is missing'],
    ["[shout('a')]", "the function shout is not known"],
    ["[toLower('a', 'b')]", "toLower is given 2 arguments"],
    ["[concat('a', 1)]", "1 is no text"],
    ["[concat('a', variables('v'))]", "is no text"],
    ["[if('true', 1, 2)]", "is neither true nor false"],
    ["[string(parameters('yes'))]", "true is no number"],
    ["[createObject('a')]", "in pairs"],
    ["[format('{0}')]", "is no text"],
    ["[variables('v').outer]", "has no outer"],
    ["[parameters('list')[2]]", "has no element 2"],
    ["[resourceId('A.B/c/d', 'x')]", "takes 2 names and is given 1"],
    ["[resourceId('A.B/c', '')]", "takes 1 names and is given 1"],
  ])("%s", (text, says) => {
    if (says === undefined) expect(expressionIn(text)).toBeUndefined();
    else expect(() => resolved(text, scope)).toThrow(says);
  });

  test("a loop's number outside of a loop", () => {
    expect(() => resolved("[copyIndex()]", { ...scope, copyIndex: undefined })).toThrow("outside of a loop");
  });
});
