// What Azure has accepted happens as tenant time passes: what is due is done before anybody looks.
import type { World } from "../world.js";
import { removeDueGroups } from "./resource-group-removal.js";

export function doDueAzureWork(world: World): void {
  removeDueGroups(world);
}
