// What the Conditional Access service says when it refuses. Its messages begin with a number where one is known from
// answers that people have published; those without a number here are the sandbox's own words.

/** Turned into an error of Graph by the routes. */
export class PolicyRefusal extends Error {
  override readonly name = "PolicyRefusal";
  readonly status: number;
  readonly code: string;

  constructor(message: string, status = 400, code = "BadRequest") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const PAGES = "https://learn.microsoft.com/graph/api";

export function schemaRefusal(): PolicyRefusal {
  return new PolicyRefusal(
    `1007: Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy type. For examples, please see API documentation at ${PAGES}/conditionalaccessroot-post-policies.`,
  );
}

/** Seen of tenants without Microsoft Entra ID P1, and of policies for workloads without Workload ID Premium. */
export function licenceRefusal(): PolicyRefusal {
  return new PolicyRefusal(
    "Your tenant is not licensed for this feature. Please upgrade your subscription to access it.",
    403,
    "AccessDenied",
  );
}

export function securityDefaultsRefusal(): PolicyRefusal {
  return new PolicyRefusal(
    "Security Defaults is enabled in the tenant. You must disable Security defaults before enabling a Conditional Access policy.",
  );
}
