// azure.yaml and the parameters that azd fills in fit main.bicep.
import { expect, test } from "vitest";
import { parse } from "yaml";
import { objectAt, textAt } from "../contract/json.js";
import { bicepParameters } from "./bicep-text.js";
import { deployment, ofType } from "./deployment.js";
import { BICEP_TEXT, fileText, parsed, TEMPLATE_TEXT } from "./template-file.js";

const template = parsed(TEMPLATE_TEXT);
const given = objectAt(parsed(fileText("infra/main.parameters.json")), "parameters");

/** azd's `${NAME=value}` without a value in its environment. */
function unset(name: string): { readonly variable: string; readonly value: string | undefined } {
  const [, variable = "", value] = /^\$\{(\w+)(?:=(.*))?\}$/.exec(textAt(given[name], "value") ?? "") ?? [];
  return { variable, value };
}

test("each parameter that azd gives is one of main.bicep, from a variable of its own", () => {
  const declared = bicepParameters(BICEP_TEXT).map(({ name }) => name);
  expect(Object.keys(given).filter((name) => !declared.includes(name))).toEqual([]);
  const variables = Object.keys(given).map((name) => unset(name).variable);
  expect(variables).not.toContain("");
  expect(new Set(variables).size).toBe(variables.length);
});

test("what is not set is the template's default, and the region is azd's", () => {
  for (const name of Object.keys(given)) {
    const value = objectAt(template, "parameters", name)["defaultValue"];
    if (name === "location") expect(unset(name)).toEqual({ variable: "AZURE_LOCATION", value: undefined });
    else expect(unset(name).value, name).toBe(String(value));
  }
});

test("the service is the function app's, packaged whole", () => {
  const { name, infra, services } = objectAt(parse(fileText("azure.yaml")));
  expect(name).toBe("aadc-cloud");
  expect(infra).toEqual({ provider: "bicep", path: "infra", module: "main" });
  const tags = ofType(deployment(template, {}).resources, "Microsoft.Web/sites").map(({ body }) => body["tags"]);
  expect(tags).toEqual(Object.keys(objectAt(services)).map((service) => ({ "azd-service-name": service })));
  expect(objectAt(services, "watch")).toEqual({
    project: "./dist-function",
    host: "function",
    language: "js",
    remoteBuild: false,
  });
});
