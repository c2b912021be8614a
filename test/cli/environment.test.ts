// Where settings come from: options before the process environment before .env, and of .env only what is documented.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readEnvironment, VARIABLES } from "../../src/cli/environment.js";
import type { CommonOptions } from "../../src/cli/options.js";
import { type Settings, settingsOf } from "../../src/cli/settings.js";
import { UsageError } from "../../src/shapes/errors.js";
import { createTestWorld, type TestWorld, type TestWorldOptions } from "../support/cli-world.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function worldWith(env: string | Buffer | undefined, more: Partial<TestWorldOptions> = {}): TestWorld {
  const cwd = temporaryFolder();
  if (env !== undefined) writeFileSync(path.join(cwd, ".env"), env);
  return createTestWorld({ cwd, ...more });
}

function settings(world: TestWorld, options: Partial<CommonOptions> = {}): Settings {
  return settingsOf({ color: true, ...options }, world);
}

describe(".env", () => {
  test("may set exactly what .env.example lists", () => {
    const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
    const listed = [...example.matchAll(/^#?\s*([A-Z_]+)=/gm)].map(([, name]) => name);
    expect([...listed].sort()).toEqual([...VARIABLES].sort());
  });

  test.each([
    ["line feeds", "AZURE_TENANT_ID=t.example\nAADC_OUTPUT=json\n"],
    ["CRLF", "AZURE_TENANT_ID=t.example\r\nAADC_OUTPUT=json\r\n"],
    ["a byte order mark", "\uFEFFAZURE_TENANT_ID=t.example\nAADC_OUTPUT=json\n"],
    ["both", "\uFEFFAZURE_TENANT_ID=t.example\r\nAADC_OUTPUT=json"],
    ["double quotes", 'AZURE_TENANT_ID="t.example"\nAADC_OUTPUT="json"\n'],
    ["single quotes and CRLF", "AZURE_TENANT_ID='t.example'\r\nAADC_OUTPUT='json'\r\n"],
    ["blanks, comments and export", "# a comment\n\n  AZURE_TENANT_ID = t.example  \nexport AADC_OUTPUT=json # why\n"],
  ])("is read with %s", (_what, text) => {
    const { tenant, output } = settings(worldWith(text));
    expect({ tenant, output }).toEqual({ tenant: "t.example", output: "json" });
  });

  test("a secret keeps its signs where it is quoted", () => {
    const world = worldWith("AZURE_CLIENT_SECRET='a#b \"c\" =d\\n'\r\n");
    expect(settings(world).clientSecret).toBe('a#b "c" =d\\n');
  });

  test("passes unknown variables over, proxies and NO_COLOR among them", () => {
    const world = worldWith("HTTPS_PROXY=http://evil\nNODE_EXTRA_CA_CERTS=evil\nNO_COLOR=1\nSOMETHING=x\n");
    const before = settings(worldWith(undefined));
    expect({ ...settings(world), stateDir: "" }).toEqual({ ...before, stateDir: "" });
    expect(world.environment).toEqual({});
  });

  test("is not needed, but one that is named is", () => {
    expect(readEnvironment(worldWith(undefined), undefined).get("AZURE_TENANT_ID")).toBeUndefined();
    expect(() => readEnvironment(worldWith(undefined), "other.env")).toThrow(UsageError);
  });

  test("--env-file takes the place of .env, relative to the working directory or not", () => {
    const world = worldWith("AZURE_TENANT_ID=from.dotenv\nAZURE_CLIENT_ID=from.dotenv\n");
    const other = path.join(world.cwd, "other.env");
    writeFileSync(other, "AZURE_TENANT_ID=other\n");
    for (const envFile of ["other.env", other]) {
      const { tenant, clientId } = settings(world, { envFile });
      expect({ tenant, clientId }).toEqual({ tenant: "other", clientId: undefined });
    }
  });
});

describe("precedence", () => {
  const ENV = [
    "AZURE_TENANT_ID=file",
    "AZURE_CLIENT_ID=file",
    "AADC_AUTH=secret",
    "AADC_CLOUD=usgov",
    "AADC_CA_FILE=file.pem",
    "AADC_STATE_DIR=file-state",
    "AADC_OUTPUT=yaml",
  ].join("\n");
  const environment = {
    AZURE_TENANT_ID: "process",
    AZURE_CLIENT_ID: "process",
    AADC_AUTH: "certificate",
    AADC_CLOUD: "china",
    AADC_CA_FILE: "process.pem",
    AADC_STATE_DIR: "process-state",
    AADC_OUTPUT: "json",
  };
  const picked = ({ tenant, clientId, auth, cloud, caFiles, stateDir, output }: Settings) => [
    tenant,
    clientId,
    auth,
    cloud.name,
    ...caFiles.map((file) => path.basename(file)),
    path.basename(stateDir),
    output,
  ];

  test(".env where nothing else says anything", () => {
    expect(picked(settings(worldWith(ENV)))).toEqual([
      "file",
      "file",
      "secret",
      "usgov",
      "file.pem",
      "file-state",
      "yaml",
    ]);
  });

  test("the process environment before it, and an empty variable counts as none", () => {
    expect(picked(settings(worldWith(ENV, { environment })))).toEqual([
      "process",
      "process",
      "certificate",
      "china",
      "process.pem",
      "process-state",
      "json",
    ]);
    const emptied = { ...environment, AZURE_TENANT_ID: "", AADC_OUTPUT: "" };
    const { tenant, output } = settings(worldWith(ENV, { environment: emptied }));
    expect({ tenant, output }).toEqual({ tenant: "file", output: "yaml" });
  });

  test("options before both", () => {
    const options: Partial<CommonOptions> = {
      tenant: "option",
      clientId: "option",
      auth: "device-code",
      cloud: "usgovdod",
      caFile: "option.pem",
      stateDir: "option-state",
      output: "text",
    };
    expect(picked(settings(worldWith(ENV, { environment }), options))).toEqual([
      "option",
      "option",
      "device-code",
      "usgovdod",
      "option.pem",
      "option-state",
      "text",
    ]);
  });

  test.each([
    { what: "an option", env: "AZURE_TENANT_ID=a", options: { tenant: "b" }, environment: {}, named: true },
    { what: "the process environment", env: "", options: {}, environment: { AZURE_TENANT_ID: "b" }, named: true },
    { what: "both", env: "AZURE_TENANT_ID=a", options: {}, environment: { AZURE_TENANT_ID: "a" }, named: true },
    { what: "--sandbox", env: "AZURE_TENANT_ID=a", options: { sandbox: true }, environment: {}, named: true },
    { what: ".env alone", env: "AZURE_TENANT_ID=a", options: {}, environment: {}, named: false },
    {
      what: ".env, the environment empty",
      env: "AZURE_TENANT_ID=a",
      options: {},
      environment: { AZURE_TENANT_ID: "" },
      named: false,
    },
  ])("the tenant counts as named by $what: $named", ({ env, options, environment: own, named }) => {
    expect(settings(worldWith(env, { environment: own }), options).tenantNamed).toBe(named);
  });
});
