// What must hold of the resources of an evaluated template: that they exist where they are named, in an order that can be.
import { API_VERSIONS } from "./api-versions.js";
import type { Placed } from "./deployment.js";
import { GROUP } from "./expression-functions.js";

export function resourceProblems(resources: readonly Placed[]): readonly string[] {
  const ids = new Set(resources.map(({ id }) => id));
  return [
    ...twice(resources),
    ...resources.flatMap(({ type, apiVersion }) =>
      API_VERSIONS[type]?.includes(apiVersion) === true ? [] : [`${type} has no known API version ${apiVersion}`],
    ),
    ...resources.flatMap(({ id, dependsOn, mentioned, scope }) => [
      ...missing(dependsOn, ids).map((to) => `${id} depends on ${to}, which is not declared`),
      ...missing(mentioned, ids).map((to) => `${id} names ${to}, which is not declared`),
      ...(scope === undefined || ids.has(scope) ? [] : [`${id} is to be at ${scope}, which is not declared`]),
    ]),
    ...cycles(resources),
    ...resources.flatMap((one) => unawaited(one, resources)),
  ];
}

function twice(resources: readonly Placed[]): readonly string[] {
  const seen = new Set<string>();
  return resources.flatMap(({ id }) => (seen.size === seen.add(id).size ? [`${id} is declared twice`] : []));
}

function missing(wanted: readonly string[], ids: ReadonlySet<string>): readonly string[] {
  return wanted.filter((id) => !ids.has(id));
}

/** What a resource reads, is a part of, or is put upon has to be there before it. */
function unawaited(one: Placed, resources: readonly Placed[]): readonly string[] {
  const before = awaited(one.id, resources);
  const parent = one.id.slice(0, one.id.lastIndexOf("/", one.id.lastIndexOf("/") - 1));
  const needed = [...one.referenced, ...(one.scope === undefined ? [] : [one.scope])];
  if (one.scope === undefined && parent.startsWith(`${GROUP}/providers/`) && one.type.split("/").length > 2)
    needed.push(parent);
  return needed.filter((id) => !before.has(id)).map((id) => `${one.id} needs ${id} and does not wait for it`);
}

function awaited(id: string, resources: readonly Placed[], seen = new Set<string>()): ReadonlySet<string> {
  for (const next of resources.find((one) => one.id === id)?.dependsOn ?? [])
    if (!seen.has(next)) awaited(next, resources, seen.add(next));
  return seen;
}

function cycles(resources: readonly Placed[]): readonly string[] {
  return resources.filter(({ id }) => awaited(id, resources).has(id)).map(({ id }) => `${id} waits for itself`);
}
