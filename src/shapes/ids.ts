// Ids of objects: services give the same one in small letters here and in capitals there.

export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function includesId(ids: readonly string[], id: string): boolean {
  return ids.some((one) => sameId(one, id));
}

export function withoutIds(ids: readonly string[], those: readonly string[]): readonly string[] {
  return ids.filter((id) => !includesId(those, id));
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}
