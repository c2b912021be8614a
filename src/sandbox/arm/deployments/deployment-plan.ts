// What a deployment will do: the template's resources, evaluated in the order in which they need each other.
import type { ArmCall } from "../arm-route.js";
import { isSame } from "../azure-scopes.js";
import { findResource, resourceAt } from "../resource-ids.js";
import { ASSIGNMENT_TYPE } from "../role-assignment-scopes.js";
import { evaluated, evaluatedText, NotYetKnown } from "../templates/expression-values.js";
import { invalidTemplate } from "../templates/invalid-template.js";
import { readTemplate } from "../templates/template-form.js";
import { capitalised, isSecure, readParameters } from "../templates/template-parameters.js";
import { type PlannedResource, plannedResources, resourceBody } from "../templates/template-resources.js";
import { isObject, truthOf } from "../templates/template-values.js";
import { contextOf, type DeploymentRequest } from "./deployment-context.js";
import { madeResource } from "./made-resource.js";

type Body = Readonly<Record<string, unknown>>;
type Typed = Readonly<Record<string, { readonly type: string; readonly value?: unknown }>>;

export interface DeployedResource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly apiVersion: string;
  readonly body: Body;
  /** As it is there now. */
  readonly existing: Body | undefined;
}

export interface DeploymentPlan {
  /** Those that others need come first. */
  readonly resources: readonly DeployedResource[];
  /** As a deployment shows them; secure ones without their value. */
  readonly parameters: Typed;
  readonly outputs: () => Typed;
}

/**
 * @param purpose `whatIf` leaves the expressions as they are written that only deploying could tell
 * @throws {ArmError} 400 InvalidTemplate
 */
export function planDeployment(
  call: ArmCall,
  request: DeploymentRequest,
  purpose: "deploy" | "whatIf",
): DeploymentPlan {
  const template = readTemplate(request.template);
  const { given } = readParameters(template, request.parameters);
  const start = contextOf(call, request, template, given, () => {
    throw new NotYetKnown();
  });
  const planned = plannedResources(template, start);
  const done = new Map<string, DeployedResource>();
  const visiting = new Set<string>();
  const context = contextOf(call, request, template, given, resourceOf);

  function named(idOrName: string): PlannedResource | undefined {
    const same = (text: string | undefined) => text !== undefined && isSame(text, idOrName);
    return planned.find(
      ({ id, name, symbol, type }) => same(id) || same(symbol) || same(name) || same(`${type}/${name}`),
    );
  }

  /** A loop's name stands for all of its copies. */
  function neededBy(idOrName: string): readonly PlannedResource[] {
    const one = named(idOrName);
    const copies = planned.filter(({ loop }) => loop !== undefined && isSame(loop, idOrName));
    if (one !== undefined) return [one];
    if (copies.length > 0) return copies;
    throw invalidTemplate(
      `The resource '${idOrName}' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.`,
    );
  }

  function resourceOf(idOrName: string): Body {
    const found = named(idOrName);
    const known = existingBody(call, found?.id ?? idOrName);
    if (purpose === "whatIf") {
      if (known !== undefined) return known;
      throw new NotYetKnown();
    }
    if (found !== undefined && !found.isLeftOut && !found.isExisting) return deployed(found).body;
    return known ?? resourceAt(call.tenant, found?.id ?? idOrName).body;
  }

  function deployed(resource: PlannedResource): DeployedResource {
    const { id, type, name, source } = resource;
    const before = done.get(id);
    if (before !== undefined) return before;
    if (visiting.has(id)) {
      throw invalidTemplate(
        `Circular dependency detected on resource: '${id}'. Please see https://aka.ms/arm-syntax-resources for usage details.`,
      );
    }
    visiting.add(id);
    for (const text of source.dependsOn ?? []) {
      for (const needed of neededBy(String(evaluatedText(text, context))))
        if (!needed.isLeftOut && !needed.isExisting) deployed(needed);
    }
    const existing = existingBody(call, id);
    const body = resourceBody(resource, context);
    const made = {
      id,
      type,
      name,
      apiVersion: source.apiVersion,
      existing,
      body: purpose === "whatIf" || isSame(type, ASSIGNMENT_TYPE) ? body : madeResource(body, making(existing)),
    };
    done.set(id, made);
    return made;
  }

  function making(existing: Body | undefined) {
    const { tenant, now } = call;
    const propertiesOf = (id: string) => {
      const { properties } = resourceOf(id);
      return isObject(properties) ? properties : undefined;
    };
    return { tenantId: tenant.organization.id, cloud: tenant.cloud, now, existing, propertiesOf };
  }

  for (const resource of planned) if (!resource.isLeftOut && !resource.isExisting) deployed(resource);
  return {
    resources: [...done.values()],
    parameters: typed(template.parameters, (name) => context.parameter(name)),
    outputs: () => {
      const wanted = Object.entries(template.outputs).filter(([, { condition }]) =>
        condition === undefined ? true : truthOf(evaluated(condition, context), "condition"),
      );
      return typed(Object.fromEntries(wanted), (name) => evaluated(template.outputs[name]?.value, context));
    },
  };
}

/** A resource that is there, or an assignment of a role, which has a list of its own. */
function existingBody({ tenant }: ArmCall, id: string): Body | undefined {
  const resource = findResource(tenant, id);
  if (resource !== undefined) return resource.body;
  const assignment = tenant.azure.roleAssignments.find((one) =>
    isSame(`${one.scope}/providers/${ASSIGNMENT_TYPE}/${one.name}`, id),
  );
  if (assignment === undefined) return undefined;
  const { name, roleId, principalId, principalType } = assignment;
  const roleDefinitionId = `${id.split("/").slice(0, 3).join("/")}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
  return { id, name, type: ASSIGNMENT_TYPE, properties: { roleDefinitionId, principalId, principalType } };
}

function typed(all: Readonly<Record<string, { readonly type: string }>>, of: (name: string) => unknown): Typed {
  return Object.fromEntries(
    Object.entries(all).map(([name, { type }]) => {
      const shown = capitalised(type);
      return [name, isSecure(type) ? { type: shown } : { type: shown, value: of(name) }];
    }),
  );
}
