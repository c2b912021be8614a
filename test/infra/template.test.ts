// The template as it is: nothing is wrong with it, with whatever values.
import { describe, expect, test } from "vitest";
import { isObject, listAt, objectAt } from "../contract/json.js";
import { deployment, type Values } from "./deployment.js";
import { DEPLOYMENTS } from "./deployment-values.js";
import { parsed, TEMPLATE_TEXT } from "./template-file.js";
import { templateProblems } from "./template-problems.js";

const template = parsed(TEMPLATE_TEXT);

test("nothing is wrong with the template", () => {
  expect(templateProblems(template)).toEqual([]);
});

test("each condition is tried with both answers", () => {
  const conditional = listAt(template, "resources").flatMap((one, at) =>
    isObject(one) && "condition" in one ? [at] : [],
  );
  const answers = Object.values(DEPLOYMENTS).map((values) => deployment(template, values).resources);
  const names = answers[0]?.filter(({ deployed }) => !deployed).map(({ type }) => type) ?? [];
  expect(names).toHaveLength(conditional.length);
  const everything = deployment(template, DEPLOYMENTS["everything given"]).resources;
  expect(everything.filter(({ deployed }) => !deployed)).toEqual([]);
});

test("each parameter makes a difference", () => {
  const everything = DEPLOYMENTS["everything given"];
  const whole = (values: Values) => JSON.stringify(deployment(template, values));
  expect(Object.keys(everything).sort()).toEqual(Object.keys(objectAt(template, "parameters")).sort());
  for (const name of Object.keys(everything)) {
    const others = Object.fromEntries(Object.entries(everything).filter(([other]) => other !== name));
    expect(whole(others) === whole(everything), name).toBe(false);
  }
});

describe("what the template says of itself", () => {
  test("that Azure has not validated it", () => {
    expect(JSON.stringify(objectAt(template, "metadata"))).toContain("Not validated by Azure");
  });

  test("no output is a secret", () => {
    const { outputs } = deployment(template, DEPLOYMENTS["everything given"]);
    expect(Object.keys(outputs).sort()).toEqual([
      ...["functionAppHostName", "functionAppName", "identityClientId", "identityPrincipalId"],
      ...["keyVaultName", "storageAccountName"],
    ]);
    expect(JSON.stringify(outputs)).not.toContain("canary");
  });
});
