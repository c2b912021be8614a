// Templates that Azure Resource Manager refuses: always 400 InvalidTemplate, with the reason in the message ("Resolve
// errors for invalid template"). The wording is the service's where it is known from its pages.
import { ArmError } from "../arm-error.js";

export function invalidTemplate(reason: string): ArmError {
  return new ArmError(400, "InvalidTemplate", `Deployment template validation failed: '${reason.slice(0, 1000)}'.`);
}

/** An expression that cannot be evaluated, whether nobody could or the sandbox cannot. */
export function invalidExpression(reason: string): ArmError {
  return new ArmError(
    400,
    "InvalidTemplate",
    `Unable to process template language expressions: '${reason.slice(0, 1000)}'. Please see https://aka.ms/arm-function-expressions for usage details.`,
  );
}
