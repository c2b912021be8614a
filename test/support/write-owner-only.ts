// Run as a process of its own: writes so many bytes for their owner only, and says what came of it. Arguments: file, bytes.
import { writeOwnerOnly } from "../../src/machine/owner-only.js";
import { AadcError } from "../../src/shapes/errors.js";

const [file = "", bytes = ""] = process.argv.slice(2);
try {
  writeOwnerOnly(file, "x".repeat(Number(bytes)));
  process.stdout.write("written");
} catch (error) {
  process.stdout.write(error instanceof AadcError ? error.code : String(error));
}
