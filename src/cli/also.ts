/** A remedy that ends with a line to type has no full stop, which would be copied with it. */
export function also(remedy: string, more: string): string {
  if (remedy === "") return more.charAt(0).toUpperCase() + more.slice(1);
  return remedy.endsWith(".") ? `${remedy} Or ${more}` : `${remedy} or ${more}`;
}
