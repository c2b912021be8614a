// What Azure has accepted happens as tenant time passes: what is due is done before anybody looks.
import type { World } from "../world.js";
import { doDueDeployments } from "./deployments/due-deployments.js";
import { removeDueGroups } from "./resource-group-removal.js";

export function doDueAzureWork(world: World): void {
  doDueDeployments(world);
  removeDueGroups(world);
}
