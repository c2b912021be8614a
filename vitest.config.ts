import { defineConfig } from "vitest/config";

/** Rooms whose modules remember nothing that another test could see: their files share what is loaded. */
const ROOMS = [
  ...[
    "accounts",
    "alerts",
    "changes",
    "cli",
    "commands",
    "conditional-access",
    "faults",
    "health",
    "knowledge",
    "permissions",
  ],
  ...["infra", "properties", "registration", "report", "rights", "sandbox", "shapes", "sync", "tenant"],
];
const SHARED = `test/{${ROOMS.join()}}/**`;

/**
 * Microsoft's libraries do remember: MSAL keeps the first managed identity's network for the whole process, and what it was
 * told of a tenant's login, so that round trips are counted in a process of one's own.
 */
const WITH_SDKS = "test/{sandbox/{foreign-clients,managed-identity,msal,vault-sdk},cli/round-trips}.test.ts";

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // What starts a sandbox before all tests takes as long as a test does: on a busy machine ten seconds were not enough.
    hookTimeout: 20_000,
    // One more than two cores: some files wait for a sandbox in tenant time or real time, and leave the processor to others.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: { name: "shared", include: [`${SHARED}/*.test.ts`], exclude: [WITH_SDKS], isolate: false },
      },
      { extends: true, test: { name: "sdks", include: [WITH_SDKS] } },
      { extends: true, test: { name: "alone", include: ["test/**/*.test.ts"], exclude: ["test/deep/**", SHARED] } },
    ],
  },
});
