/** Two-byte GBK: lead 0x81–0xFE, trail 0x40–0xFE. */
const table = new Map<string, readonly [number, number]>();
const decoder = new TextDecoder('gbk', { fatal: true });

function fill(): void {
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      try {
        const character = decoder.decode(Uint8Array.of(lead, trail));
        if (!table.has(character)) table.set(character, [lead, trail]);
      } catch {
        // Not assigned.
      }
    }
  }
}

/**
 * Text as GBK, which Excel in China writes when asked for CSV. The platform only decodes it, so its decoder is read backwards.
 *
 * @throws RangeError for a character GBK does not have
 */
export function encodeGbk(text: string): Uint8Array {
  if (table.size === 0) fill();
  return Uint8Array.from(
    [...text].flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      const bytes = code < 0x80 ? [code] : table.get(character);
      if (!bytes) throw new RangeError(`GBK has no ${character}`);
      return bytes;
    }),
  );
}
