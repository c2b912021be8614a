// The steps of deployments whose time has come: resources appear, identities enter the directory, roles are assigned.
import type { TenantState } from "../../store/tenant-state.js";
import type { World } from "../../world.js";
import { ArmError } from "../arm-error.js";
import { isSame } from "../azure-scopes.js";
import { enterIdentities } from "../resource-identities.js";
import { wishedAssignment } from "../role-assignment-making.js";
import { ASSIGNMENT_TYPE, azureScope } from "../role-assignment-scopes.js";
import type { Deployment } from "./deployment-status.js";

type Step = Deployment["steps"][number];

interface Due {
  readonly deployment: Deployment;
  readonly step: Step;
}

/** In the order of time; after a step that failed, none of the same deployment. */
export function doDueDeployments(world: World): void {
  for (;;) {
    const due = nextDue(world);
    if (due === undefined) return;
    const { deployment, step } = due;
    try {
      const work = workOf(world, due);
      world.store.change((draft) => {
        work(draft);
        stepOf(draft, due).state = "done";
      });
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      const { code, message } = error;
      world.store.change((draft) => {
        Object.assign(stepOf(draft, { deployment, step }), { state: "failed", error: { code, message } });
      });
    }
  }
}

function nextDue({ store }: World): Due | undefined {
  const now = store.tenantNow();
  let first: Due | undefined;
  for (const deployment of store.tenant.azure.deployments) {
    if (deployment.cancelledDateTime !== null || deployment.steps.some((one) => one.state === "failed")) continue;
    const step = deployment.steps.find((one) => one.state === "waiting");
    if (step === undefined || Date.parse(step.dueDateTime) > now) continue;
    if (first === undefined || step.dueDateTime < first.step.dueDateTime) first = { deployment, step };
  }
  return first;
}

/** @throws {ArmError} when it cannot be done */
function workOf(world: World, { deployment, step }: Due): (draft: TenantState) => void {
  const { body, dueDateTime } = step;
  if (!isSame(body.type, ASSIGNMENT_TYPE)) return (draft) => keepResource(draft, step);
  const scope = azureScope(body.id.slice(0, body.id.toLowerCase().lastIndexOf("/providers/")));
  const wish = { scope, name: body.name.toLowerCase(), properties: body["properties"] };
  const { assignment, principalType, isNew } = wishedAssignment(world, wish, Date.parse(dueDateTime));
  if (!isNew) return () => undefined;
  return (draft) => {
    const createdBy = deployment.startedBy;
    scope.add(draft, { ...assignment, principalType, createdDateTime: dueDateTime, createdBy });
  };
}

function keepResource(draft: TenantState, { body, dueDateTime }: Step): void {
  const copy = structuredClone(body) as TenantState["azure"]["resources"][number]["body"];
  const kept = draft.azure.resources.find((one) => isSame(one.body.id, body.id));
  if (kept === undefined) {
    draft.azure.resources.push({ body: copy, createdDateTime: dueDateTime, changedDateTime: dueDateTime });
  } else {
    kept.body = copy;
    kept.changedDateTime = dueDateTime;
  }
  enterIdentities(draft, copy, dueDateTime);
}

function stepOf(draft: TenantState, { deployment, step }: Due) {
  const found = draft.azure.deployments
    .find((one) => one.id === deployment.id)
    ?.steps.find((one) => one.operationId === step.operationId);
  if (found === undefined) throw new Error(`The deployment ${deployment.id} has no step ${step.operationId}.`);
  return found;
}
