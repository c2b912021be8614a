// From where a server signs in. Worked out by hand; each row names its page on learn.microsoft.com.
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import { unknown } from "../../src/shapes/fact.js";
import { policyOf, subjectOf } from "./policy-of.js";
import { at, type Conditions, factsOf, type Row, SERVER, verdictFrom } from "./sign-in-facts.js";

const NETWORK = "Conditional Access: Network assignment";
const MFA_TRUSTED_IPS = "00000000-0000-0000-0000-000000000000";

describe("places, for a server at 203.0.113.9", () => {
  test.each<Row>([
    [NETWORK, "any network", at(["All"]), "binds"],
    [NETWORK, "any but trusted ones, and it is at one", at(["All"], ["AllTrusted"]), "does-not-bind"],
    [NETWORK, "trusted ones, and it is at one", at(["AllTrusted"]), "binds"],
    [NETWORK, "the office by its id", at(["office"]), "binds"],
    [NETWORK, "the office by its id, written otherwise", at(["OFFICE"]), "binds"],
    [NETWORK, "any but the office", at(["All"], ["office"]), "does-not-bind"],
    [NETWORK, "the branch", at(["branch"]), "does-not-bind"],
    [NETWORK, "any but the branch", at(["All"], ["branch"]), "binds"],
    [NETWORK, "office and branch", at(["office", "branch"]), "binds"],
    [NETWORK, "a country, by its address or its telephone", at(["abroad"]), "unknown"],
    [NETWORK, "any but a country", at(["All"], ["abroad"]), "unknown"],
    [NETWORK, "any but the office or a country", at(["All"], ["abroad", "office"]), "does-not-bind"],
    [NETWORK, "a kind of place that came later", at(["later"]), "unknown"],
    [NETWORK, "a place with a range that is not understood", at(["odd"]), "unknown"],
    [NETWORK, "a place that is not there", at(["gone"]), "unknown"],
    [NETWORK, "the trusted IPs of MFA's own settings, which Graph does not tell", at([MFA_TRUSTED_IPS]), "unknown"],
    [NETWORK, "no place at all, only one left out", at([], ["branch"]), "does-not-bind"],
    [NETWORK, "two empty lists", at([]), "unknown"],
    [NETWORK, "no condition", { locations: null }, "binds"],
  ])("%s: %s", (_page, _what, conditions, expected) => {
    expect(verdictFrom([SERVER], conditions)).toBe(expected);
    expect(verdictFrom([`::ffff:${SERVER}`], conditions)).toBe(expected);
  });
});

describe("places, for other servers", () => {
  test.each<readonly [string, readonly string[], Conditions, string]>([
    [
      "outside of all that is named: MFA may trust it all the same",
      ["192.0.2.1"],
      at(["All"], ["AllTrusted"]),
      "unknown",
    ],
    ["IPv6 outside: MFA's trusted IPs are IPv4 only", ["2001:db8:2::1"], at(["All"], ["AllTrusted"]), "binds"],
    ["IPv6 outside, trusted IPs of MFA", ["2001:db8:2::1"], at([MFA_TRUSTED_IPS]), "does-not-bind"],
    ["IPv6 inside", ["2001:db8:1:ff::1"], at(["All"], ["office"]), "does-not-bind"],
    ["the edge of a range", ["203.0.113.255"], at(["office"]), "binds"],
    ["just beyond it", ["203.0.114.0"], at(["office"]), "does-not-bind"],
    ["two addresses, one answer", ["203.0.113.1", "203.0.113.2"], at(["All"], ["office"]), "does-not-bind"],
    ["two addresses, two answers", ["203.0.113.1", "192.0.2.1"], at(["All"], ["office"]), "unknown"],
    ["in a range beside one that is not understood", ["198.51.100.9"], at(["odd"]), "binds"],
    ["no address", [], at(["All"], ["office"]), "unknown"],
    ["no address, every place", [], at(["All"]), "binds"],
    ["no address, no place", [], at(["office"], ["All"]), "does-not-bind"],
    ["an address that is none", ["somewhere"], at(["office"]), "unknown"],
    ["an address with a zone", ["fe80::1%eth0"], at(["office"]), "unknown"],
  ])("%s", (_what, addresses, conditions, expected) => {
    expect(verdictFrom(addresses, conditions)).toBe(expected);
  });

  test("no named location may be decided by a list that could not be read", () => {
    const facts = factsOf([SERVER], { locations: unknown("403", "Grant Policy.Read.All.") });
    const verdict = (conditions: Conditions) => bindingOf(policyOf(conditions), subjectOf(), facts).verdict;
    expect(verdict(at(["All"], ["office"]))).toBe("unknown");
    expect(verdict(at(["AllTrusted"]))).toBe("unknown");
    expect(verdict(at(["All"]))).toBe("binds");
    expect(verdict(at(["office"], ["All"]))).toBe("does-not-bind");
  });
});
