// typescript-eslint's typed rules; formatting and style are Biome's.
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "dist-function/", "coverage/", "scripts/", "*.config.*", ".dependency-cruiser.cjs"] },
  ...tseslint.configs.strictTypeCheckedOnly,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
    },
  },
  {
    // A test that removes a folder by itself would take a sandbox's log away from the contract check.
    files: ["test/**/*.ts"],
    ignores: ["test/support/recorded-folder.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: ["node:fs", "node:fs/promises"].map((name) => ({
            name,
            importNames: ["rm", "rmSync", "rmdir", "rmdirSync"],
            message: "Use removeFolder of test/support/recorded-folder.ts.",
          })),
        },
      ],
    },
  },
);
