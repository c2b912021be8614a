// Which room may import from which. The design's order of things, checked.
const deciding = "^src/(accounts|alerts|conditional-access|deployment|sync|health|rights|registration)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "no-orphans", severity: "error", from: { orphan: true, path: "^src/", pathNot: "\\.d\\.ts$" }, to: {} },
    {
      name: "sandbox-imports-nothing-of-the-product",
      comment: "So that one misunderstanding cannot hide in both.",
      severity: "error",
      from: { path: "^src/sandbox/" },
      to: { path: "^src/", pathNot: "^src/sandbox/" },
    },
    {
      name: "product-imports-nothing-of-the-sandbox",
      comment: "Save the sandbox command, which loads it dynamically.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(sandbox/|cli/sandbox-actions\\.ts$)" },
      to: { path: "^src/sandbox/" },
    },
    {
      name: "sandbox-command-loads-the-sandbox-dynamically",
      severity: "error",
      from: { path: "^src/cli/sandbox-actions\\.ts$" },
      to: { path: "^src/sandbox/", dependencyTypesNot: ["dynamic-import", "type-only", "type-import"] },
    },
    {
      name: "nobody-imports-the-faces",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(cli|functions)/" },
      to: { path: "^src/(cli|functions|index)[/.]" },
    },
    {
      name: "cli-and-functions-are-apart",
      severity: "error",
      from: { path: "^src/(cli|functions)/" },
      to: { path: "^src/(cli|functions)/", pathNot: "^src/$1/" },
    },
    {
      name: "only-faces-and-commands-compose",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(commands|cli|functions)/|^src/index\\.ts$" },
      to: { path: "^src/commands/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "deciding-rooms-do-not-read",
      comment: "They work on facts that were read; the types of those facts are all they know of a reader.",
      severity: "error",
      from: { path: deciding },
      to: { path: "^src/(tenant|cloud|changes|report)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "deciding-rooms-do-not-know-each-other",
      comment: "What several need is decided once and handed on by commands.",
      severity: "error",
      from: { path: deciding },
      to: { path: deciding, pathNot: "^src/$1/" },
    },
    {
      name: "readers-decide-nothing",
      severity: "error",
      from: { path: "^src/tenant/" },
      to: { path: `${deciding}|^src/(changes|report)/` },
    },
    {
      name: "report-reads-and-changes-nothing",
      severity: "error",
      from: { path: "^src/report/" },
      to: { path: `${deciding}|^src/(tenant|cloud|changes)/`, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "cloud-knows-no-tenant",
      severity: "error",
      from: { path: "^src/cloud/" },
      to: { path: "^src/", pathNot: "^src/(cloud|knowledge|machine|shapes)/" },
    },
    {
      name: "knowledge-and-shapes-are-the-ground",
      severity: "error",
      from: { path: "^src/(knowledge|shapes)/" },
      to: { path: "^src/", pathNot: "^src/$1/" },
    },
    {
      name: "machine-knows-shapes-only",
      severity: "error",
      from: { path: "^src/machine/" },
      to: { path: "^src/", pathNot: "^src/(machine|shapes)/" },
    },
    {
      name: "sdks-stay-in-the-cloud-room",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(cloud|sandbox)/" },
      to: {
        path: "node_modules/(@azure/(msal-node|identity|arm-resources|keyvault-secrets|data-tables|monitor-|core-)|@opentelemetry/|@microsoft/|undici)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "commander-stays-in-the-cli",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "node_modules/commander" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.json$" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
  },
};
