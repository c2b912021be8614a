// Whether a request that was sent stands in the table of permissions, under one of some needs.
import { type Need, permissionFor } from "../../src/knowledge/permissions.js";

interface Sent {
  readonly method: string;
  readonly url: string;
}

export function listedUnder(needs: readonly Need[], { method, url }: Sent): boolean {
  const path = decodeURIComponent(new URL(url, "https://any.example").pathname).replace(/^\/(v1\.0|beta)(?=\/)/, "");
  const line = `${method} ${path}`;
  return needs.some((need) => permissionFor(need).requests.some((request) => patternOf(request).test(line)));
}

/** `{…}` stands for one segment, or a part of one. */
function patternOf(request: string): RegExp {
  const parts = request.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}$`);
}
