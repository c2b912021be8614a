/** Windows computer names: case does not matter, and a domain suffix may or may not be there. */
export function sameServer(a: string, b: string): boolean {
  const short = (name: string) => (name.split(".")[0] ?? "").toLowerCase();
  return short(a) !== "" && short(a) === short(b);
}
