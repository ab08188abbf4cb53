/** Where a unit is, as its id says: `1-2-301` is building 1, entrance 2, room 301; `S-101` building S, room 101. */
export interface UnitPlace {
  readonly building?: string;
  readonly entrance?: string;
  readonly room: string;
}

/** Building, entrance and room out of a unit id; an id of one part is a room without a building. */
export function placeOf(id: string): UnitPlace {
  const [first = '', second, ...rest] = id.split('-');
  if (second === undefined) return { room: first };
  if (rest.length === 0) return { building: first, room: second };
  return { building: first, entrance: second, room: rest.join('-') };
}

/** A room number as people write it, as a unit id: `1栋2单元301室`, `1#-2-301`, `１－２－３０１` → `1-2-301`. */
export function unitIdOf(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\s/g, '')
    .replaceAll(/号楼|栋|幢|座|单元|[#/—–―−－_]/g, '-')
    .replace(/[室房号]+$/, '')
    .replaceAll(/-+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** What a clerk types to find a unit, in the form of its terms. */
export function roomTerm(text: string): string {
  return unitIdOf(text).toLowerCase();
}

/** Words under which a unit is looked for: `1-2-301`, `1-301` and `301`. */
export function roomTerms(id: string, { building, room }: UnitPlace): readonly string[] {
  const terms = [id, ...(building === undefined ? [] : [`${building}-${room}`]), room];
  return [...new Set(terms.map(roomTerm))];
}
