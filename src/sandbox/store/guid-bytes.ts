/** A GUID in the byte order of Windows: the first three parts little-endian. */
export function guidBytes(id: string): Buffer {
  const bytes = Buffer.alloc(16);
  Buffer.from(id.replaceAll("-", ""), "hex").copy(bytes);
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
