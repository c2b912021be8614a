// Version numbers as Entra Connect has them: two to four numbers with points between.

export function isVersion(text: string): boolean {
  return /^\d{1,9}(\.\d{1,9}){1,3}$/.test(text) && !text.endsWith("\n");
}

/** Negative when `a` is the older one. Parts that are missing or not numbers count as 0. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
