/**
 * Positions (岗位): duties bind to a position, which a project may give to another department or person (R010).
 *
 * `RESIDENT` is nobody's grant: it follows from a current relation to a unit. `SYSTEM` is the clock.
 */
export const positionTitles = {
  FRONT: '前台',
  CSM: '客服主管',
  CASHIER: '收费员',
  PM: '项目经理',
  ENG: '工程',
  ENGM: '工程主管',
  GATE: '秩序门岗',
  WH: '物资员',
  HR: '行政人事',
  ARCH: '档案员',
  'HQ-PROJ': '公司项目部',
  'HQ-FIN': '公司财务部',
  'HQ-ADM': '公司行政部',
  'HQ-SUP': '公司督导',
  GM: '总经理',
} as const;

export type Position = keyof typeof positionTitles;

/** Who a command may be for: a position, a resident of the unit concerned, or the clock. */
export type Role = Position | 'RESIDENT' | 'SYSTEM';

/**
 * Id of a position a company has made itself (自定义岗位), such as `X-NIGHT`. What its holders may stands in the company's record; rules that ask for a position know
 * only those above.
 */
export type CustomId = `X-${string}`;

/** What somebody may be appointed to. */
export type Appointable = Position | CustomId;

/** In which capacity somebody stands to a record: in a role, or as the holder of a position of the company's own. */
export type Capacity = Role | CustomId;

/** A position of the company's own (自定义岗位): it may whatever the included positions may, and beyond that what is permitted by name, `repair.dispatch` or `complaint.read`. */
export interface CustomPosition {
  readonly id: CustomId;
  readonly title: string;
  readonly includes?: readonly Position[] | undefined;
  readonly permissions?: readonly string[] | undefined;
}

/** Whether an appointment is to a position of the company's own. */
export function isCustom(position: string): position is CustomId {
  return position.startsWith('X-');
}

/** A position as people call it; one that nobody has defined (any more) by its id. */
export function titleOf(position: Appointable, defined: readonly CustomPosition[] = []): string {
  return isCustom(position) ? (defined.find(({ id }) => id === position)?.title ?? position) : positionTitles[position];
}

/** Every position, for schemas and tables. */
export const positions = Object.keys(positionTitles) as [Position, ...Position[]];

/** Who stands above a position: whom an unanswered matter goes to next (升级). Nobody stands above the general manager. */
const superiors: Partial<Readonly<Record<Position, Position>>> = {
  FRONT: 'CSM',
  CASHIER: 'CSM',
  CSM: 'PM',
  ENG: 'ENGM',
  ENGM: 'PM',
  GATE: 'PM',
  WH: 'PM',
  HR: 'PM',
  ARCH: 'PM',
  PM: 'HQ-PROJ',
  'HQ-PROJ': 'GM',
  'HQ-FIN': 'GM',
  'HQ-ADM': 'GM',
  'HQ-SUP': 'GM',
};

/** See {@link superiors}. */
export function superiorOf(position: Position): Position | undefined {
  return superiors[position];
}

/** Headquarters (公司本部): they see every project of their company (R008, R009). */
export const headquarters: readonly Position[] = ['HQ-PROJ', 'HQ-FIN', 'HQ-ADM', 'HQ-SUP', 'GM'];

/** Positions of a project that a company's own positions may be made of (可组合岗位): not headquarters, and not HR, which appoints people. */
export const combinable: readonly Position[] = positions.filter((position) => !headquarters.includes(position) && position !== 'HR');
