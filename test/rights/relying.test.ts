import { expect, test } from "vitest";
import type { OperationName } from "../../src/knowledge/operations.js";
import { leastSet } from "../../src/rights/least.js";
import { keepingAll, losing, namesOf } from "../../src/rights/relying.js";

const heldFor = (operations: readonly OperationName[], azure: boolean | null = null) => ({
  kind: "person" as const,
  graph: leastSet(operations, "person").permissions,
  azure,
});
const MFA = ["mfa-exclusion status", "mfa-exclusion add", "mfa-exclusion remove"] as const;
const HEALTH = ["cleanup-health", "cleanup-health --server"] as const;

test("what was fit before and is not after is said, and nothing else", () => {
  expect(losing(heldFor(["verify-sync"]), ["setup-svc-account"])).toContain("verify-sync");
  expect(losing(heldFor(["verify-sync"]), ["verify-sync"])).toEqual([]);
  expect(losing(heldFor([]), ["setup-svc-account"])).toEqual([]);
  // Whoever makes the account can take it back, too.
  expect(losing(heldFor(["setup-svc-account"]), ["verify-sync"])).toEqual(["setup-svc-account", "runs rollback"]);
});

test("Azure is a permission like the others", () => {
  expect(losing(heldFor(["cleanup-health"], true), ["setup-svc-account"])).toEqual(["cleanup-health"]);
  expect(losing(heldFor(["cleanup-health"], false), ["setup-svc-account"])).toEqual([]);
});

test("where nothing was whole, those that lose a part are said", () => {
  const held = {
    kind: "person" as const,
    graph: ["Policy.ReadWrite.ConditionalAccess", "Policy.Read.All"],
    azure: null,
  };
  expect(losing(held, [...HEALTH])).toContain("mfa-exclusion add");
});

test("asked for one after the other, nothing is lost", () => {
  expect(keepingAll(heldFor([]), ["setup-svc-account"])).toEqual(["setup-svc-account"]);
  const two = keepingAll(heldFor(["verify-sync"]), ["setup-svc-account"]);
  expect(two).toEqual(["verify-sync", "setup-svc-account"]);
  expect(
    keepingAll(heldFor(["verify-sync", "setup-svc-account", ...MFA]), ["cleanup-health", "cleanup-accounts"]),
  ).toEqual([]);
  expect(keepingAll(heldFor(["mfa-exclusion status"]), ["setup-svc-account"])).toEqual([
    "setup-svc-account",
    "mfa-exclusion status",
  ]);
});

test("registering itself is nothing to register for", () => {
  expect(keepingAll(heldFor([]), ["register-app", "verify-sync"])).toEqual(["verify-sync"]);
});

test("a command stands for all its operations", () => {
  expect(namesOf([...MFA, "cleanup-health --server"])).toEqual(["mfa-exclusion", "cleanup-health --server"]);
});

test("an option that few need is neither registered for nor missed, unless it was", () => {
  const tap = "setup-svc-account --tap";
  expect(losing(heldFor(["setup-svc-account"]), ["verify-sync"])).toEqual(["setup-svc-account", "runs rollback"]);
  expect(losing(heldFor([tap]), ["setup-svc-account"])).toEqual([tap]);
  expect(keepingAll(heldFor([tap]), ["setup-svc-account"])).toEqual(["setup-svc-account", tap]);
  expect(namesOf(["setup-svc-account", tap])).toEqual(["setup-svc-account", tap]);
});
