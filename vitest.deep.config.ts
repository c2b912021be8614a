import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/deep/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Each of them wants the machine for itself.
    fileParallelism: false,
  },
});
