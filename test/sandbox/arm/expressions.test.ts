// The template language by itself: what its expressions come to, and which are refused.
import { describe, expect, test } from "vitest";
import { ArmError } from "../../../src/sandbox/arm/arm-error.js";
import { evaluated, NotYetKnown, type TemplateContext } from "../../../src/sandbox/arm/templates/expression-values.js";

const GROUP = "/subscriptions/s-1/resourceGroups/rg";

const context: TemplateContext = {
  parameter: (name) => ({ list: ["a", "b"], name: "Ada", object: { Key: { inner: [1, 2] } } })[name],
  variable: (name) => ({ zero: 0 })[name],
  resource: (id) => {
    if (id === "later") throw new NotYetKnown();
    return { id, identity: { principalId: "p" }, properties: { hosts: [{ name: "first" }] } };
  },
  subscription: { id: "/subscriptions/s-1", subscriptionId: "s-1", tenantId: "t" },
  group: { id: GROUP, name: "rg", location: "westeurope" },
  deployment: { name: "d" },
  tenantId: "t",
  environment: { suffixes: { storage: "core.windows.net" } },
};

const value = (text: unknown) => evaluated(text, context);

describe("an expression comes to its value", () => {
  test.each([
    ["no expression", "no expression"],
    ["[[not one]", "[not one]"],
    ["[not closed", "[not closed"],
    ["['it''s']", "it's"],
    ["[concat('a', 1, true())]", "a1True"],
    ["[concat(parameters('list'), createArray('c'))]", ["a", "b", "c"]],
    ["[format('{0}-{1}{{}}', 'a', 2)]", "a-2{}"],
    ["[toLower(parameters('name'))]", "ada"],
    ["[TOUPPER(parameters('name'))]", "ADA"],
    ["[substring('abcdef', 2, 3)]", "cde"],
    ["[take('abc', 2)]", "ab"],
    ["[take(parameters('list'), 5)]", ["a", "b"]],
    ["[skip('abc', 1)]", "bc"],
    ["[replace('a-b-c', '-', '')]", "abc"],
    ["[if(equals(variables('zero'), 0), 'then', reference('later'))]", "then"],
    ["[empty('')]", true],
    ["[empty(parameters('list'))]", false],
    ["[not(and(true(), or(false(), false())))]", true],
    ["[parameters('object').key.inner[1]]", 2],
    ["[parameters('object')['Key'].inner[0]]", 1],
    ["[reference('x').hosts[0].name]", "first"],
    ["[reference('x', '2024-01-01', 'Full').identity.principalId]", "p"],
    ["[resourceGroup().location]", "westeurope"],
    ["[subscription().tenantId]", "t"],
    ["[tenant().tenantId]", "t"],
    ["[deployment().name]", "d"],
    ["[environment().suffixes.storage]", "core.windows.net"],
    ["[resourceId('A.B/c', 'n')]", `${GROUP}/providers/A.B/c/n`],
    ["[resourceId('A.B/c/d', 'n', 'm')]", `${GROUP}/providers/A.B/c/n/d/m`],
    ["[resourceId('other', 'A.B/c', 'n')]", "/subscriptions/s-1/resourceGroups/other/providers/A.B/c/n"],
    ["[resourceId('s-2', 'other', 'A.B/c', 'n')]", "/subscriptions/s-2/resourceGroups/other/providers/A.B/c/n"],
    ["[subscriptionResourceId('A.B/c', 'n')]", "/subscriptions/s-1/providers/A.B/c/n"],
    ["[tenantResourceId('A.B/c', 'n')]", "/providers/A.B/c/n"],
    ["[extensionResourceId(resourceGroup().id, 'A.B/c', 'n')]", `${GROUP}/providers/A.B/c/n`],
    ["[coalesce(null(), 'x')]", "x"],
    ["[join(split('a,b', ','), ';')]", "a;b"],
    ["[first('abc')]", "a"],
    ["[last(parameters('list'))]", "b"],
    ["[contains('abc', 'b')]", true],
    ["[contains(parameters('list'), 'x')]", false],
    ["[contains(parameters('object'), 'KEY')]", true],
    ["[startsWith('Abc', 'aB')]", true],
    ["[endsWith('abc', 'x')]", false],
    ["[length(parameters('list'))]", 2],
    ["[add(mul(2, 3), sub(5, 4))]", 7],
    ["[int('12')]", 12],
    ["[bool('True')]", true],
    ["[string(createObject('a', 1))]", '{"a":1}'],
    ["[json('{\"a\": [1]}').a[0]]", 1],
    ["[union(createObject('a', 1), createObject('b', 2))]", { a: 1, b: 2 }],
    ["[union(parameters('list'), createArray('b', 'c'))]", ["a", "b", "c"]],
    ["[array('a')]", ["a"]],
    ["[trim(' a ')]", "a"],
    ["[base64('a')]", "YQ=="],
    ["[sys.concat('a', 'b')]", "ab"],
  ])("%s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  test("the same words make the same id and the same string, other words other ones", () => {
    expect(value("[guid('a', 'b')]")).toBe(value("[guid('a', 'b')]"));
    expect(value("[guid('a', 'b')]")).not.toBe(value("[guid('b', 'a')]"));
    expect(value("[uniqueString('a')]")).toMatch(/^[a-z2-7]{13}$/u);
    expect(value("[uniqueString('a')]")).not.toBe(value("[uniqueString('b')]"));
  });

  test("wherever it stands; what is not yet known stays as it is written", () => {
    expect(value({ "[toLower('KEY')]": ["[reference('later').id]", { a: "[take('abc', 1)]" }, 1, null] })).toEqual({
      key: ["[reference('later').id]", { a: "a" }, 1, null],
    });
  });
});

describe("an expression is refused", () => {
  test.each([
    ["[]", "is not valid"],
    ["[concat('a']", "is not valid"],
    ["[concat('a',)]", "is not valid"],
    ["[concat('a') more]", "is not valid"],
    ["['open]", "is not valid"],
    ["[parameters]", "is not valid"],
    ["[parameters('object').]", "is not valid"],
    [`[${"not(".repeat(100)}true()${")".repeat(100)}]`, "is not valid"],
    ["[listKeys('x', '2024-01-01').keys[0].value]", "'listKeys'"],
    ["[my.own('x')]", "'my.own'"],
    ["[constructor('x')]", "'constructor'"],
    ["[if(1, 2, 3)]", "'if' expects its parameter to be a boolean"],
    ["[if(true())]", "expects three arguments"],
    ["[toLower(1)]", "'toLower'"],
    ["[add('a', 1)]", "'add'"],
    ["[take(1, 1)]", "'take'"],
    ["[substring('abc', 2, 5)]", "'substring'"],
    ["[resourceId('A.B/c/d', 'n')]", "requires '2' resource name argument(s)"],
    ["[parameters('object').none]", "'none' doesn't exist, available properties are 'Key'"],
    ["[parameters('list')[7]]", "index '7' is out of bounds"],
    ["[parameters('name').length]", "'length' can't be evaluated"],
    ["[length(1)]", "'length'"],
    ["[contains(1, 'a')]", "'contains'"],
    ["[union('a', 'b')]", "'union'"],
    ["[json('{')]", "'json'"],
  ])("%.60s", (text, message) => {
    expect(() => value(text)).toThrow(ArmError);
    expect(() => value(text)).toThrow(message);
  });
});
