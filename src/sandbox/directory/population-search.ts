// Which computed users can satisfy a $filter at all, so that a search visits those and not half a million.
import { type Comparison, compile, type FilterNode, type Literal } from "../graph/odata/odata-match.js";
import {
  computedProperty,
  erroneousNumber,
  isSameForAll,
  numberOfId,
  numberOfName,
  type Population,
} from "../store/population.js";
import { type PopulationNames, populationNames } from "../store/population-names.js";
import { byResidue, type Candidates, everybody, NOBODY, these, union } from "./candidates.js";

/** A superset of those for whom the filter is true; everybody where no index helps. */
export function candidatesFor(population: Population, node: FilterNode): Candidates {
  if (isTheSameForAll(node)) {
    const holds = compile(node)((property) => computedProperty(population, 0, property));
    return holds ? everybody(population.users, true) : NOBODY;
  }
  switch (node.kind) {
    case "and":
      return both(node.parts.map((part) => candidatesFor(population, part)));
    case "or": {
      const parts = node.parts.map((part) => candidatesFor(population, part));
      const all = union(parts);
      return all.size < population.users ? all : everybody(population.users, parts.some(isEverybody));
    }
    case "in":
      return these(node.literals.flatMap((literal) => [...compared(population, node.path, "eq", literal).from(0)]));
    case "compare":
      return compared(population, node.path, node.operator, node.literal);
    case "any":
      return node.path.join("/") === "onPremisesProvisioningErrors" ? erroneous(population) : unknown(population);
    case "not":
      return unknown(population);
  }
}

function isTheSameForAll(node: FilterNode): boolean {
  switch (node.kind) {
    case "and":
    case "or":
      return node.parts.every(isTheSameForAll);
    case "not":
      return isTheSameForAll(node.part);
    default:
      return isSameForAll(node.path[0] ?? "");
  }
}

function both(parts: readonly Candidates[]): Candidates {
  const [first = NOBODY, ...rest] = [...parts].sort((one, other) => one.size - other.size);
  return rest.every(isEverybody) ? first : { ...first, isExact: false };
}

function isEverybody(candidates: Candidates): boolean {
  return candidates.isExact && candidates !== NOBODY;
}

function compared(population: Population, path: readonly string[], operator: Comparison, literal: Literal): Candidates {
  if (literal.kind !== "string" || (operator !== "eq" && operator !== "startswith")) return unknown(population);
  const value = literal.value.toLowerCase();
  const [property] = path;
  if (operator === "eq") {
    const number = exactly(population, property ?? "", literal.value);
    if (number !== "unknown") return these([number]);
  }
  const names = populationNames(population.seed);
  switch (property) {
    case "userPrincipalName":
    case "mail":
    case "onPremisesUserPrincipalName":
    case "mailNickname":
      return pairs(population, names, ({ name }) => name.startsWith(value) || value.startsWith(name));
    case "displayName":
    case "givenName":
      return pairs(population, names, ({ display }) => display.startsWith(value));
    case "surname":
      return pairs(population, names, ({ display }) => display.slice(display.indexOf(" ") + 1).startsWith(value));
    default:
      return unknown(population);
  }
}

/** The one user that has this value, where values lead to numbers; `unknown` where they do not. */
function exactly(population: Population, property: string, value: string): number | undefined | "unknown" {
  switch (property) {
    case "id":
      return numberOfId(population, value.toLowerCase());
    case "userPrincipalName":
    case "mail":
    case "onPremisesUserPrincipalName":
      return numberOfName(population, value);
    case "mailNickname":
      return numberOfName(population, `${value}@${population.domain}`);
    case "onPremisesSamAccountName":
      return /^u\d{7,9}$/iu.test(value) && Number(value.slice(1)) < population.users
        ? Number(value.slice(1))
        : undefined;
    case "onPremisesImmutableId":
      return numberOfId(population, guidOf(Buffer.from(value, "base64").toString("hex")));
    default:
      return "unknown";
  }
}

function guidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}

function pairs(
  population: Population,
  names: PopulationNames,
  isMeant: (label: PopulationNames["labels"][number]) => boolean,
): Candidates {
  const residues: number[] = [];
  names.labels.forEach((label, pair) => {
    if (isMeant(label)) residues.push(pair);
  });
  return byResidue(residues, names.pairs, population.users);
}

function erroneous(population: Population): Candidates {
  const { users, usersWithProvisioningErrors: errors } = population;
  return {
    size: errors,
    isExact: false,
    *from(first) {
      for (let index = Math.ceil((Math.max(0, first) * errors) / users); index < errors; index += 1) {
        const number = erroneousNumber(population, index);
        if (number >= first) yield number;
      }
    },
  };
}

function unknown(population: Population): Candidates {
  return everybody(population.users, false);
}
