import { commandsOf, defineRegister } from '../../cases/define.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { cellErrors } from '../cells.ts';
import { MeterEnrolment, MeterInput, meter, ReadingCorrection, ReadingInput, Removal, Replacement } from './contract.ts';
import { meterErrors } from './errors.ts';
import { Meter } from './record.ts';
import { correctReading, enrolMeter, moneyForCorrection, putMeter, readMeter, readUnit, removeMeter, replaceMeter, titleOf } from './rules.ts';
import { meterColumns, readMeterRow, writeMeterRows } from './sheet.ts';

const { moves, puts } = commandsOf<Meter>();

const keepers: readonly Position[] = ['FRONT', 'ENG', 'ENGM', 'CSM', 'CASHIER', 'PM'];
const here = { from: ['current'], to: ['current'] } as const;

/**
 * The meters (计量表台账): what each measures for whom, and its readings. A number lower than the one before is refused unless the dial began again or the meter was
 * replaced; one far above the usual is looked at twice.
 */
export const meterRegister = defineRegister<Meter>({
  name: meter.name,
  title: '计量表',
  collection: 'meters',
  contract: meter,
  record: Meter,
  stateTitles: { current: '在用', removed: '已拆除' },
  commands: {
    put: puts({ title: '登记计量表', by: keepers, to: ['current', 'removed'], input: MeterInput, reads: readUnit, apply: putMeter }),
    enrol: puts({ title: '导入计量表', by: keepers, to: ['current', 'removed'], input: MeterEnrolment, reads: readUnit, apply: enrolMeter }),
    takeReading: moves({ title: '抄表', by: keepers, ...here, input: ReadingInput, apply: readMeter }),
    replace: moves({ title: '换表', by: ['ENG', 'ENGM', 'CSM', 'PM'], ...here, input: Replacement, apply: replaceMeter }),
    correct: moves({ title: '更正读数', by: ['ENGM', 'CSM', 'PM'], ...here, input: ReadingCorrection, money: moneyForCorrection, apply: correctReading }),
    remove: moves({ title: '拆表', by: ['ENGM', 'CSM', 'PM'], from: ['current'], to: ['removed'], input: Removal, apply: removeMeter }),
  },
  readBy: ['FRONT', 'CSM', 'CASHIER', 'PM', 'ENG', 'ENGM', 'RESIDENT', ...headquarters],
  errors: { ...cellErrors, ...meterErrors },
  subject: (record, key) => ({ unit: record.unit, title: titleOf(record, key) }),
  terms: ({ unit }) => (unit === undefined ? [] : [{ kind: 'room', value: unit }]),
  card: ({ kind, readings }) => ({ meterKind: kind, read: readings.at(-1)?.period }),
  residentView: ({ kind, serial, multiplier, readings }) => ({ kind, serial, multiplier, readings }),
  sheet: { columns: meterColumns, read: readMeterRow, write: writeMeterRows },
});
