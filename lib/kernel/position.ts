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
