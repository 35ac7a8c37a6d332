import { inflateRawSync } from 'node:zlib';

/** PKWARE's APPNOTE: signatures and sizes of the end of the central directory, of its entries and of a local header. */
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;

/** The files of a zip archive by name, each to be unpacked when it is asked for. */
export function zipEntries(archive: Buffer): ReadonlyMap<string, () => Buffer> {
  let end = archive.length - END_BYTES;
  while (end >= 0 && archive.readUInt32LE(end) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw new Error('this is no zip archive');

  const entries = new Map<string, () => Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packedBytes, nameBytes] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
    ];
    const header = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    entries.set(name, () => {
      // The lengths of name and extra field are the local header's own: the directory's extra field may differ.
      const start =
        header + LOCAL_HEADER_BYTES + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
      const packed = archive.subarray(start, start + packedBytes);
      return method === STORED ? packed : inflateRawSync(packed);
    });
    at += ENTRY_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}
