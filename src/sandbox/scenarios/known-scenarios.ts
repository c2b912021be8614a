// The scenarios that come with the sandbox, by name, and those that somebody has written.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { SandboxError } from "../sandbox-error.js";
import { newSandboxState, type SandboxState, sandboxStateSchema } from "../store/sandbox-state.js";
import adatumMsp from "./adatum-msp.json" with { type: "json" };
import { buildScenario } from "./build-scenario.js";
import contosoV1 from "./contoso-v1.json" with { type: "json" };
import fabrikamApp from "./fabrikam-app.json" with { type: "json" };
import northwindLarge from "./northwind-large.json" with { type: "json" };
import rogueServer from "./rogue-server.json" with { type: "json" };
import type { Scenario } from "./scenario.js";
import { scenarioFileSchema } from "./scenario-schema.js";
import tailspinFree from "./tailspin-free.json" with { type: "json" };
import wingtipUsgov from "./wingtip-usgov.json" with { type: "json" };

export const DEFAULT_SCENARIO = "contoso-v1";

const FILES = [contosoV1, fabrikamApp, tailspinFree, northwindLarge, adatumMsp, wingtipUsgov, rogueServer];

/** The names of those that come with the sandbox. */
export const SCENARIO_NAMES: readonly string[] = FILES.map((file) => file.name);

/**
 * A scenario by its name, or from a file (JSON or YAML) by its path. Throws a SandboxError `usage` for a name that is
 * not known and for a file that cannot be read or has not the form.
 */
export async function loadScenario(nameOrFile: string): Promise<Scenario> {
  const known = FILES.find((file) => file.name === nameOrFile);
  if (known !== undefined) return scenarioOf(known.name, known);
  if (!/[\\/.]/u.test(nameOrFile)) {
    throw new SandboxError(
      "usage",
      `There is no scenario "${nameOrFile}".`,
      `Known scenarios: ${SCENARIO_NAMES.join(", ")}; or give the path of a file.`,
    );
  }
  const file = path.resolve(nameOrFile);
  return scenarioOf(file, await readScenarioFile(file));
}

/** New tenants; checked, so that a scenario that does not fit the state's form fails here and not in use. */
export function buildSandboxState(scenario: Scenario, now: number): SandboxState {
  return sandboxStateSchema.parse(newSandboxState(scenario.name, built(scenario, now)));
}

function built(scenario: Scenario, now: number) {
  try {
    return scenario.build(now);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new SandboxError("usage", `The scenario ${scenario.name} cannot be built. ${error.message}`, "Correct it.", {
      cause: error,
    });
  }
}

function scenarioOf(name: string, content: unknown): Scenario {
  const parsed = scenarioFileSchema.safeParse(content);
  if (parsed.success) {
    const file = parsed.data;
    return { name, description: file.description, build: (now) => buildScenario(file, now) };
  }
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : `${issue.path.join(".") || "top level"}: ${issue.message}`;
  throw new SandboxError(
    "usage",
    `The scenario ${name} has not the right form. ${where}.`,
    "docs/sandbox.md describes the form; the scenarios that come with the sandbox are examples.",
  );
}

async function readScenarioFile(file: string): Promise<unknown> {
  try {
    const text = await readFile(file, "utf8");
    const content: unknown = parse(text.replace(/^\uFEFF/u, ""));
    return content;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SandboxError("usage", `The scenario file ${file} cannot be read: ${why}`, "Name another file.", {
      cause: error,
    });
  }
}
