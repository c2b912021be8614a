// Users that are computed from the population's seed and their number: nothing of them is kept until somebody changes
// one. Numbers, ids and names lead to each other at once, and ids stand in the order of the numbers.
import { cloudUser } from "./cloud-user.js";
import { mixed, populationNames } from "./population-names.js";
import type { Tenant, User } from "./tenant-state.js";

export type Population = NonNullable<Tenant["population"]>;

export function computedId(population: Population, number: number): string {
  const { seed } = population;
  const first = (number + 1) * idStep(population);
  const [second, third, fourth] = [mixed(seed, number), mixed(seed + 1, number), mixed(seed + 2, number)];
  const middle = hex(second);
  const variant = (8 + ((third >>> 28) & 3)).toString(16);
  return `${hex(first)}-${middle.slice(0, 4)}-4${middle.slice(5)}-${variant}${hex(third).slice(1, 4)}-${hex(third).slice(4)}${hex(fourth)}`;
}

/** The number of the computed user with this id, in lower case; `undefined` where none has it. */
export function numberOfId(population: Population, id: string): number | undefined {
  if (!GUID.test(id)) return undefined;
  const number = Number.parseInt(id.slice(0, 8), 16) / idStep(population) - 1;
  if (!Number.isInteger(number) || number < 0 || number >= population.users) return undefined;
  return computedId(population, number) === id ? number : undefined;
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** The lowest number whose id comes after this text in the order of ids. */
export function firstNumberAfter(population: Population, id: string): number {
  let [low, high] = [0, population.users];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (computedId(population, middle) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The number of the computed user whose user principal name this is, in whatever case. */
export function numberOfName(population: Population, name: string): number | undefined {
  const number = Number(/\.(\d{1,9})@/u.exec(name)?.[1] ?? Number.NaN);
  if (!Number.isInteger(number) || number >= population.users) return undefined;
  return computedName(population, number) === name.toLowerCase() ? number : undefined;
}

export function computedName(population: Population, number: number): string {
  return `${localName(population, number)}@${population.domain}`;
}

/** Provisioning errors stand at equal distances. */
export function hasProvisioningError(population: Population, number: number): boolean {
  const { users, usersWithProvisioningErrors: errors } = population;
  return errors > 0 && erroneousNumber(population, Math.ceil((number * errors) / users)) === number;
}

/** The number of the nth computed user with a provisioning error, from 0 on. */
export function erroneousNumber({ users, usersWithProvisioningErrors: errors }: Population, index: number): number {
  return Math.floor((index * users) / errors);
}

/** One property, without computing the others. */
export function computedProperty(population: Population, number: number, property: string): unknown {
  const names = populationNames(population.seed);
  switch (property) {
    case "id":
      return computedId(population, number);
    case "userPrincipalName":
    case "mail":
    case "onPremisesUserPrincipalName":
      return computedName(population, number);
    case "mailNickname":
      return localName(population, number);
    case "onPremisesSamAccountName":
      return `u${String(number).padStart(7, "0")}`;
    case "givenName":
      return names.given(number);
    case "surname":
      return names.surname(number);
    case "displayName":
      return `${names.given(number)} ${names.surname(number)}`;
    case "department":
      return names.department(number);
    case "proxyAddresses":
      return [`SMTP:${computedName(population, number)}`];
    case "onPremisesImmutableId":
      return Buffer.from(computedId(population, number).replaceAll("-", ""), "hex").toString("base64");
    case "onPremisesProvisioningErrors":
      return provisioningErrors(population, number);
    default:
      return sameForAll(population)[property as keyof User];
  }
}

const INDIVIDUAL = [
  "id",
  "userPrincipalName",
  "mail",
  "onPremisesUserPrincipalName",
  "mailNickname",
  "onPremisesSamAccountName",
  "givenName",
  "surname",
  "displayName",
  "department",
  "proxyAddresses",
  "onPremisesImmutableId",
  "onPremisesProvisioningErrors",
] as const satisfies readonly (keyof User)[];

/** Has every computed user the same value here? */
export function isSameForAll(property: string): boolean {
  return !INDIVIDUAL.some((name) => name === property);
}

export function computedUser(population: Population, number: number): User {
  const own = Object.fromEntries(INDIVIDUAL.map((name) => [name, computedProperty(population, number, name)]));
  return { ...sameForAll(population), ...own };
}

const SAME = new WeakMap<Population, User>();

function sameForAll(population: Population): User {
  const known = SAME.get(population);
  if (known !== undefined) return known;
  const { createdDateTime, lastSyncDateTime, domain } = population;
  const made = cloudUser(
    { id: "", userPrincipalName: "", displayName: "", mailNickname: "", createdDateTime },
    {
      usageLocation: "US",
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: lastSyncDateTime,
      onPremisesDomainName: `corp.${domain}`,
    },
  );
  SAME.set(population, made);
  return made;
}

function provisioningErrors(population: Population, number: number): User["onPremisesProvisioningErrors"] {
  if (!hasProvisioningError(population, number)) return [];
  const { seed, users, provisioningErrorsEach = 1 } = population;
  const isAddress = mixed(seed + 3, number) % 2 === 0;
  return Array.from({ length: provisioningErrorsEach }, (_, index) => {
    const name = computedName(population, (number === 0 ? 1 + index : number + users - 1 - index) % users);
    return {
      category: "PropertyConflict",
      occurredDateTime: population.lastSyncDateTime,
      propertyCausingError: isAddress || index > 0 ? "ProxyAddress" : "UserPrincipalName",
      value: isAddress || index > 0 ? `smtp:${name}` : name,
    };
  });
}

function localName({ seed }: Population, number: number): string {
  const names = populationNames(seed);
  return `${names.given(number)}.${names.surname(number)}.${number}`.toLowerCase();
}

/** Ids begin with the number times this, so that they fill the whole range. */
function idStep({ users }: Population): number {
  return Math.floor(0xffffffff / (users + 1));
}

function hex(bits: number): string {
  return bits.toString(16).padStart(8, "0");
}
