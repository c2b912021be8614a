// The parts of a PFX file as the library hands them out, with what is not of the expected form as an error of its own.
import type { asn1 } from "node-forge";

export type Forge = typeof import("node-forge");
export type Part = asn1.Asn1;

/** `password`: it opens nothing here. `unsupported`: encrypted or wrapped in a way that is not known. Else: no PFX file. */
export class PfxError extends Error {
  override readonly name = "PfxError";

  constructor(readonly kind: "password" | "unsupported" | "malformed") {
    super(`The PFX file cannot be read: ${kind}.`);
  }
}

/** @throws {PfxError} `malformed` */
export function parsed(forge: Forge, der: Buffer): Part {
  try {
    return forge.asn1.fromDer(der.toString("binary"));
  } catch {
    throw new PfxError("malformed");
  }
}

export function childrenOf(part: Part | undefined): readonly Part[] {
  if (part === undefined || !part.constructed || !Array.isArray(part.value)) throw new PfxError("malformed");
  return part.value;
}

/** Of a string of bytes, which older programs write in pieces. */
export function bytesOf(part: Part | undefined): Buffer {
  if (part === undefined) throw new PfxError("malformed");
  return typeof part.value === "string"
    ? Buffer.from(part.value, "binary")
    : Buffer.concat(part.value.map((piece) => bytesOf(piece)));
}

export function oidOf(forge: Forge, part: Part | undefined): string {
  const bytes = bytesOf(part).toString("binary");
  return forge.asn1.derToOid(bytes);
}

export function numberOf(part: Part | undefined): number {
  const bytes = bytesOf(part);
  if (bytes.length === 0 || bytes.length > 6) throw new PfxError("malformed");
  return bytes.readIntBE(0, bytes.length);
}
