import { defineConfig } from "vitest/config";

/** Rooms whose modules remember nothing that another test could see: their files share what is loaded. */
const SHARED = "test/{accounts,conditional-access,health,knowledge,registration,report,rights,sandbox,shapes,sync}/**";

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // Two cores: files that wait for a sandbox leave the processor to others.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "shared", include: [`${SHARED}/*.test.ts`], isolate: false } },
      { extends: true, test: { name: "alone", include: ["test/**/*.test.ts"], exclude: ["test/deep/**", SHARED] } },
    ],
  },
});
