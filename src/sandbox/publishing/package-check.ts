// Whether what was sent can be a function app's package ("Zip push deployment for Azure Functions").
import { unzipSync } from "fflate";

/** The first two bytes of every ZIP file. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** Why it cannot run: `null` where it can. Nothing is unpacked. */
export function faultOfPackage(bytes: Uint8Array): string | null {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter({ name }) {
        names.push(name);
        return false;
      },
    });
  } catch {
    return "Package deployment failed: the ZIP file cannot be read.";
  }
  if (names.includes("host.json")) return null;
  return "Validation failed: host.json was not found at the root of the package.";
}
