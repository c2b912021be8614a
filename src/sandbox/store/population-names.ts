// What computed users are called. Common names of several countries; which number has which is left to the seed.

const GIVEN = [
  "Ada",
  "Aisha",
  "Akira",
  "Amara",
  "Ana",
  "Anders",
  "Anil",
  "Beatriz",
  "Bruno",
  "Carla",
  "Chen",
  "Chidi",
  "Clara",
  "Dana",
  "David",
  "Elif",
  "Emil",
  "Emma",
  "Erik",
  "Eva",
  "Farah",
  "Felix",
  "Finn",
  "Gabriel",
  "Grace",
  "Hana",
  "Hugo",
  "Ines",
  "Isla",
  "Ivan",
  "Jana",
  "Jonas",
  "Julia",
  "Kamal",
  "Karin",
  "Kofi",
  "Lars",
  "Leila",
  "Lena",
  "Liam",
  "Lucia",
  "Maja",
  "Marco",
  "Maria",
  "Mateo",
  "Mei",
  "Mina",
  "Nadia",
  "Nils",
  "Noah",
  "Nora",
  "Olga",
  "Omar",
  "Oskar",
  "Paula",
  "Petra",
  "Priya",
  "Rafael",
  "Rosa",
  "Samir",
  "Sofia",
  "Tomas",
  "Yara",
  "Zoe",
] as const;

const SURNAMES = [
  "Abe",
  "Adler",
  "Almeida",
  "Andersen",
  "Bauer",
  "Berg",
  "Bianchi",
  "Brandt",
  "Brown",
  "Castro",
  "Clarke",
  "Costa",
  "Cruz",
  "Dahl",
  "Diaz",
  "Dubois",
  "Eze",
  "Fischer",
  "Fontaine",
  "Garcia",
  "Goran",
  "Haas",
  "Hansen",
  "Hoffmann",
  "Horvat",
  "Ito",
  "Jansen",
  "Jensen",
  "Johnson",
  "Kaya",
  "Keller",
  "Khan",
  "Kim",
  "Klein",
  "Koch",
  "Kowalski",
  "Kumar",
  "Lange",
  "Larsen",
  "Lehmann",
  "Lopez",
  "Maier",
  "Martin",
  "Mensah",
  "Meyer",
  "Moreau",
  "Moretti",
  "Nagy",
  "Nielsen",
  "Novak",
  "Okafor",
  "Olsen",
  "Patel",
  "Pereira",
  "Petrov",
  "Popescu",
  "Reyes",
  "Richter",
  "Rossi",
  "Santos",
  "Sato",
  "Schulz",
  "Silva",
  "Singh",
] as const;

const DEPARTMENTS = [
  "Finance",
  "Sales",
  "Engineering",
  "IT",
  "Operations",
  "Human Resources",
  "Legal",
  "Support",
] as const;

export interface PopulationNames {
  /** How many pairs of names there are: number and number + pairs have the same. */
  readonly pairs: number;
  readonly given: (pair: number) => string;
  readonly surname: (pair: number) => string;
  readonly department: (number: number) => string;
  /** Of each pair, in lower case: `ada.brandt.`, with which its users' names begin, and `ada brandt`. */
  readonly labels: readonly { readonly name: string; readonly display: string }[];
}

const KNOWN = new Map<number, PopulationNames>();

export function populationNames(seed: number): PopulationNames {
  const known = KNOWN.get(seed);
  if (known !== undefined) return known;
  const given = shuffled(GIVEN, seed);
  const surnames = shuffled(SURNAMES, seed + 1);
  const pairs = given.length * surnames.length;
  const givenOf = (pair: number) => given[pair % given.length] ?? "";
  const surnameOf = (pair: number) => surnames[Math.floor(pair / given.length) % surnames.length] ?? "";
  const made: PopulationNames = {
    pairs,
    given: givenOf,
    surname: surnameOf,
    department: (number) => DEPARTMENTS[mixed(seed, number) % DEPARTMENTS.length] ?? "",
    labels: Array.from({ length: pairs }, (_, pair) => {
      const [first, last] = [givenOf(pair).toLowerCase(), surnameOf(pair).toLowerCase()];
      return { name: `${first}.${last}.`, display: `${first} ${last}` };
    }),
  };
  KNOWN.set(seed, made);
  return made;
}

/** 32 bits that look random and are always the same for the same two numbers (the finaliser of MurmurHash3). */
export function mixed(seed: number, number: number): number {
  let bits = (Math.imul(seed, 0x9e3779b1) ^ number) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function shuffled(names: readonly string[], seed: number): readonly string[] {
  return names
    .map((name, index) => ({ name, place: mixed(seed, index + 1) }))
    .sort((one, other) => one.place - other.place)
    .map(({ name }) => name);
}
