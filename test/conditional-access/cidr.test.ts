// Ranges that --lock-to is given: normal form, what is refused, what is told.

import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  areNarrowEnough,
  isWithin,
  normalRange,
  parseRanges,
  rangeOfAddress,
} from "../../src/conditional-access/cidr.js";

describe("what is taken", () => {
  test.each([
    ["203.0.113.10", "203.0.113.10/32"],
    ["203.0.113.10/32", "203.0.113.10/32"],
    [" 203.0.113.0/24 ", "203.0.113.0/24"],
    ["2001:DB8::1", "2001:db8::1/128"],
    ["2001:db8:0:0:7::/64", "2001:db8::/64"],
    ["8.0.0.0/8", "8.0.0.0/8"],
    ["2001:db8::/32", "2001:db8::/32"],
  ])("%s is %s", (text, normal) => {
    expect(parseRanges([text]).ranges).toEqual([normal]);
  });

  test("each once, from several words and from words with commas", () => {
    expect(parseRanges(["203.0.113.10/32,203.0.113.11", "203.0.113.10"]).ranges).toEqual([
      "203.0.113.10/32",
      "203.0.113.11/32",
    ]);
  });

  test("bits beyond the mask are cleared, and that is told", () => {
    const { ranges, notes } = parseRanges(["203.0.113.77/24"]);
    expect(ranges).toEqual(["203.0.113.0/24"]);
    expect(notes).toEqual(["203.0.113.77/24 has bits beyond its mask: 203.0.113.0/24 is meant by it."]);
  });

  test.each(["10.1.2.3/32", "172.16.0.0/16", "192.168.1.0/24", "100.64.0.1", "fd00::/64", "127.0.0.1"])(
    "%s is private, and that is told",
    (text) => {
      expect(parseRanges([text]).notes.join()).toContain("private network");
    },
  );

  test("a range of many is told, one of a site is not", () => {
    expect(parseRanges(["198.51.0.0/16"]).notes.join()).toContain("comprises many addresses");
    expect(parseRanges(["198.51.100.0/24", "2001:db8:7::/48"]).notes).toEqual([]);
  });
});

test.each([
  "0.0.0.0/0",
  "::/0",
  "128.0.0.0/1",
  "8.0.0.0/7",
  "2001::/31",
  "203.0.113.10/33",
  "2001:db8::/129",
  "203.0.113.10/",
  "203.0.113.10/032",
  "203.0.113.10/00",
  "8.0.0.0/8,9.0.0.0/32",
  "2001:db8::/33,2001:db8:8000::/33,2001:db9::/128",
  "203.0.113/24",
  "203.0.113.10/-1",
  "203.0.113.10/3e1",
  "fe80::1%eth0/64",
  "::ffff:203.0.113.10/128",
  "contoso.example",
  "203.0.113.10-203.0.113.20",
  "٢٠٣.0.113.10",
  ",",
  "",
])("%s is refused", (text) => {
  expect(() => parseRanges([text])).toThrow(expect.objectContaining({ name: "UsageError", code: "bad-address" }));
});

test("no more than a named location holds", () => {
  const many = Array.from({ length: 2001 }, (_none, index) => `203.${index >> 8}.${index & 255}.1`);
  expect(() => parseRanges(many)).toThrow("holds 2000");
  expect(parseRanges(many.slice(1)).ranges.length).toBe(2000);
});

test("an address of a log is a range of its own, whichever way it is written", () => {
  expect(rangeOfAddress("::ffff:203.0.113.10")).toBe("203.0.113.10/32");
  expect(rangeOfAddress("2001:DB8::A")).toBe("2001:db8::a/128");
  expect(rangeOfAddress("nowhere")).toBeNull();
});

const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));

test("a range comprises what Node's own list says that it does", () => {
  fc.assert(
    fc.property(fc.oneof(fc.tuple(v4, fc.ipV4()), fc.tuple(v6, fc.ipV6())), ([[address, prefix], other]) => {
      const family = address.includes(":") ? "ipv6" : "ipv4";
      const list = new BlockList();
      list.addSubnet(address, prefix, family);
      const expected = list.check(other, family);
      expect(isWithin(other, [`${address}/${prefix}`])).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test("the normal form says the same, and is its own", () => {
  fc.assert(
    fc.property(fc.oneof(v4, v6), ([address, prefix]) => {
      const normal = normalRange(`${address}/${prefix}`) ?? "";
      expect(normalRange(normal)).toBe(normal);
      expect(isWithin(`${address}/${prefix}`, [normal]) && isWithin(normal, [`${address}/${prefix}`])).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("what is not understood lets nobody in", () => {
  expect(isWithin("203.0.113.10/32", ["everything", "203.0.113.0/24x"])).toBe(false);
  expect(areNarrowEnough(["0.0.0.0/1"])).toBe(false);
  expect(areNarrowEnough(["strange"])).toBe(false);
  expect(areNarrowEnough(["203.0.113.10/32"])).toBe(true);
  expect(areNarrowEnough(Array.from({ length: 256 }, (_none, first) => `${first}.0.0.0/8`))).toBe(false);
  expect(areNarrowEnough(["9.0.0.0/9", "8.0.0.0/9"])).toBe(true);
  expect(areNarrowEnough(["8.0.0.0/8", "8.1.0.0/16", "8.0.0.0/8", "2001:db8::/32"])).toBe(true);
});
