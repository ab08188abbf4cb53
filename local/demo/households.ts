/** One line of a household list, as the person who keeps it thinks of it. */
export interface Household {
  readonly building: string;
  readonly entrance?: string;
  readonly room: string;
  readonly kind: string;
  /** ㎡, as on the deed. */
  readonly area: string;
  readonly innerArea?: string;
  readonly owner: {
    readonly id?: string;
    readonly name: string;
    readonly role?: string;
    readonly phone?: string;
    readonly identity?: string;
    readonly share?: string;
  };
  readonly since?: string;
  readonly tenant?: { readonly name: string; readonly role?: string; readonly phone: string; readonly from: string; readonly to: string };
}

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜';
const digits = '零一二三四五六七八九';

/** A name no passport carries: a surname, 演示, and a number. */
function personName(n: number): string {
  const number = String(n).replaceAll(/\d/g, (digit) => digits[Number(digit)] ?? '');
  return `${surnames[n % surnames.length] ?? ''}演示${number}`;
}

/** A phone number no network gives out: nothing begins with 100. */
export const inventedPhone = (n: number): string => `100${String(n).padStart(8, '0')}`;

/** An identity number of a region that does not exist: 000000. */
const inventedIdentity = (n: number): string => `000000${1950 + (n % 50)}0${(n % 9) + 1}1${n % 10}${String(n % 1000).padStart(3, '0')}X`;

/** What varies between the projects' lists. */
interface Plan {
  /** Distinguishes the people of one project from those of the next. */
  readonly series: number;
  readonly buildings: number;
  readonly entrances: number;
  readonly floors: number;
  readonly rooms: number;
  readonly shops: number;
  readonly parking: number;
}

const layouts = [
  { area: '89.36', innerArea: '71.49' },
  { area: '98.75', innerArea: '79.00' },
  { area: '118.02', innerArea: '94.42' },
  { area: '143.50', innerArea: '114.80' },
] as const;

/**
 * The household list of an invented project (业主台账): flats with owners, co-owners in rows of their own, tenants, unsold flats of the developer, shops and
 * parking spaces. The same plan gives the same list for ever.
 */
export function householdsOf(plan: Plan): readonly Household[] {
  return [...flatsOf(plan), ...shopsOf(plan), ...parkingOf(plan)];
}

function flatsOf({ series, buildings, entrances, floors, rooms }: Plan): readonly Household[] {
  const flats: Household[] = [];
  let n = series;
  for (let building = 1; building <= buildings; building += 1) {
    for (let entrance = 1; entrance <= entrances; entrance += 1) {
      for (let floor = 1; floor <= floors; floor += 1) {
        for (let room = 1; room <= rooms; room += 1) {
          n += 1;
          flats.push(...flat({ building: String(building), entrance: String(entrance), room: `${floor}${String(room).padStart(2, '0')}` }, n));
        }
      }
    }
  }
  return flats;
}

function flat(place: Pick<Household, 'building' | 'entrance' | 'room'>, n: number): readonly Household[] {
  const home = { ...place, kind: '住宅', ...(layouts[n % layouts.length] ?? layouts[0]) };
  if (n % 17 === 0) return [{ ...home, owner: { name: '演示置业有限公司', role: '建设单位', phone: inventedPhone(99_999_999) }, since: '2020-06-01' }];
  const since = `20${21 + (n % 4)}-${String((n % 12) + 1).padStart(2, '0')}-15`;
  const owner = { name: personName(n), phone: inventedPhone(n), ...(n % 3 === 0 ? { identity: inventedIdentity(n) } : {}) };
  if (n % 11 === 0) {
    const half = { share: '50%' };
    return [
      { ...home, owner: { ...owner, ...half }, since },
      { ...home, owner: { name: personName(n + 5000), phone: inventedPhone(n + 5000), ...half }, since },
    ];
  }
  const tenant = { name: personName(n + 7000), phone: inventedPhone(n + 7000), from: '2025-03-01', to: '2035-02-28' };
  return [{ ...home, owner, since, ...(n % 6 === 0 ? { tenant } : {}) }];
}

function shopsOf({ series, shops }: Plan): readonly Household[] {
  return Array.from({ length: shops }, (_, at) => {
    const n = series + 8000 + at;
    const owner = { name: '演示置业有限公司', role: '业主', phone: inventedPhone(99_999_999) };
    const tenant = { name: `演示便利店${digits[at + 1] ?? ''}`, role: '商户', phone: inventedPhone(n), from: '2024-01-01', to: '2033-12-31' };
    return { building: 'S', room: String(101 + at), kind: '营业房', area: '56.80', owner, since: '2020-06-01', tenant };
  });
}

/** Parking spaces belong to those who live here: one party with several units. */
function parkingOf({ series, parking }: Plan): readonly Household[] {
  return Array.from({ length: parking }, (_, at) => {
    const n = series + at * 2 + 1;
    return {
      building: 'P',
      room: String(at + 1).padStart(3, '0'),
      kind: '车位',
      area: '13.25',
      owner: { name: personName(n), phone: inventedPhone(n) },
      since: '2024-01-10',
    };
  });
}
