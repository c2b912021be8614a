import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/deep/**"],
    testTimeout: 20_000,
    // Two cores: files that wait for a sandbox leave the processor to others.
    maxWorkers: 2,
  },
});
