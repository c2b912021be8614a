import { defineConfig } from "vitest/config";

/** Rooms whose modules remember nothing that another test could see: their files share what is loaded. */
const SHARED = "test/{accounts,conditional-access,health,knowledge,registration,report,rights,sandbox,shapes,sync}/**";

/** Microsoft's libraries do remember: MSAL keeps the first managed identity's network for the whole process. */
const WITH_SDKS = "test/sandbox/{foreign-clients,managed-identity,msal,vault-sdk}.test.ts";

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // Two cores: files that wait for a sandbox leave the processor to others.
    maxWorkers: 2,
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
