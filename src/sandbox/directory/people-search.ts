// All users of the tenant, or those that a $filter lets through, in the order of ids: kept ones and computed ones.
import type { Filter } from "../graph/odata/odata-filter.js";
import type { Source } from "../graph/odata/odata-page.js";
import { keptNumbers, keptUsers, numberOfUsers, type Person } from "../store/people.js";
import { computedProperty, computedUser, firstNumberAfter, type Population } from "../store/population.js";
import type { Tenant } from "../store/tenant-state.js";
import { type Candidates, everybody } from "./candidates.js";
import { candidatesFor } from "./population-search.js";

/** @param read gives a kept user's property as the filter means it */
export function peopleSource(
  tenant: Tenant,
  filter: Filter | undefined,
  read: (user: Person, property: string) => unknown,
): Source<Person> {
  const { population } = tenant;
  const isMeant = (user: Person) => filter === undefined || filter.test((property) => read(user, property));
  const kept = (id: string) => keptUsers(tenant.users).ordered.filter((one) => one.id > id && isMeant(one));
  if (population === null) return { after: kept, count: () => kept("").length };
  const gone = keptNumbers(tenant);
  const candidates = filter === undefined ? everybody(population.users, true) : candidatesFor(population, filter.tree);
  const numbers = (first: number) => meant(population, candidates, filter, gone, first);
  return {
    after: (id) => merged(kept(id), population, numbers(firstNumberAfter(population, id))),
    count() {
      if (filter === undefined) return numberOfUsers(tenant);
      const computed =
        candidates.isExact && candidates.size === population.users
          ? population.users - gone.size
          : lengthOf(numbers(0));
      return kept("").length + computed;
    },
  };
}

function* meant(
  population: Population,
  candidates: Candidates,
  filter: Filter | undefined,
  gone: ReadonlySet<number>,
  first: number,
): Iterable<number> {
  for (const number of candidates.from(first)) {
    if (gone.has(number)) continue;
    const read = (property: string) => computedProperty(population, number, property);
    if (filter === undefined || candidates.isExact || filter.test(read)) yield number;
  }
}

function* merged(kept: readonly Person[], population: Population, numbers: Iterable<number>): Iterable<Person> {
  let index = 0;
  for (const number of numbers) {
    const user = computedUser(population, number);
    for (let next = kept[index]; next !== undefined && next.id < user.id; next = kept[index]) {
      yield next;
      index += 1;
    }
    yield user;
  }
  yield* kept.slice(index);
}

function lengthOf(numbers: Iterable<number>): number {
  let count = 0;
  for (const _ of numbers) count += 1;
  return count;
}
