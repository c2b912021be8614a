import { expect, test } from "vitest";
import { fingerprintList, fingerprintOfError, fingerprintsIn, fingerprintText } from "../../src/shapes/fingerprints.js";

const error = (number: number) => ({ objectId: `O-${number}`, property: "ProxyAddress", value: `smtp:${number}` });
const of = (...numbers: readonly number[]) =>
  fingerprintText([BigUint64Array.from(numbers.map(error), fingerprintOfError)]);

test("an error is known again by its object, property and value, however the id is written", () => {
  const known = fingerprintOfError(error(1));
  expect(fingerprintOfError({ ...error(1), objectId: "o-1" })).toBe(known);
  for (const change of [{ objectId: "o-2" }, { property: "UserPrincipalName" }, { value: "SMTP:1" }])
    expect(fingerprintOfError({ ...error(1), ...change })).not.toBe(known);
  // What stands in one of them does not run over into another.
  expect(fingerprintOfError({ objectId: "a", property: "b", value: "" })).not.toBe(
    fingerprintOfError({ objectId: "ab", property: "", value: "" }),
  );
});

test("two sets are compared exactly", () => {
  const [before, now] = [fingerprintsIn(of(1, 2, 3)), fingerprintsIn(of(4, 3, 2, 5))];
  expect(now.countNotIn(before)).toBe(2);
  expect(before.countNotIn(now)).toBe(1);
  expect(now.countNotIn(now)).toBe(0);
  expect(before.countNotIn(fingerprintsIn(""))).toBe(3);
  expect(fingerprintsIn("").countNotIn(before)).toBe(0);
  expect([1, 2, 3, 4].map((number) => before.has(fingerprintOfError(error(number))))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test("the same set is the same text, in whatever order it came", () => {
  expect(of(3, 1, 2)).toBe(of(1, 2, 3));
  expect(fingerprintText([BigUint64Array.of(2n), BigUint64Array.of(1n, 3n)])).toBe(
    fingerprintText([BigUint64Array.of(1n, 2n, 3n)]),
  );
});

test("50,000 of them take 400 KB before base64, and none is lost or invented", () => {
  const list = fingerprintList();
  for (let number = 0; number < 50_000; number += 1) list.add(fingerprintOfError(error(number)));
  const text = fingerprintText([list.values()]);
  expect(Buffer.from(text, "base64")).toHaveLength(400_000);
  const found = fingerprintsIn(text);
  expect(found.size).toBe(50_000);
  for (let number = 0; number < 50_000; number += 997) expect(found.has(fingerprintOfError(error(number)))).toBe(true);
  expect(found.has(fingerprintOfError(error(50_000)))).toBe(false);
});

test.each(["", "AAAA", "not base64 at all!", "AAAAAAAAAAAAAAAAAAAA"])("any text is some set: %j", (text) => {
  const found = fingerprintsIn(text);
  expect(found.size).toBeLessThanOrEqual(2);
  expect(found.has(5n)).toBe(false);
});
