import type { Calendar } from './calendar.ts';
import type { Position } from './position.ts';

/** The project id under which a company keeps what belongs to no project; nobody may create a project of that name. */
export const hq = 'hq';

/**
 * What a project may set for itself (项目设置), with the defaults the handbook states. A case copies the lengths it needs when it opens, so that a
 * later change never rewrites the past.
 */
export interface ProjectPolicy {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly version: number;
  readonly sla: SlaPolicy;
  readonly calendar: Calendar;
  /** Hours in which residents are not disturbed (免打扰时段), local `HH:MM`. */
  readonly quietHours: { readonly from: string; readonly to: string };
  /** Hours in which noisy work is forbidden (装修禁噪时段) on workdays; rest days are quiet all day (L16). */
  readonly noiseHours: readonly { readonly from: string; readonly to: string }[];
  readonly keys: KeyPolicy;
  readonly duty: DutyPolicy;
  readonly money: MoneyPolicy;
}

/** What a project sets about its key cabinets (钥匙柜管理). */
export interface KeyPolicy {
  /** Cabinets only two persons open together (双人双锁): the keeper and a witness. */
  readonly twoPersonCabinets: 'all' | readonly string[];
  /** When the shift is handed over and the day's count must be done, local `HH:MM` (交接班时间). */
  readonly shiftEnd: string;
}

/** Field practice: every cabinet by two, the shift ends at half past six. */
export const standardKeys: KeyPolicy = { twoPersonCabinets: 'all', shiftEnd: '18:30' };

/** A post (值守岗) that is never empty: somebody of one of these positions is there. */
export interface DutyPost {
  readonly title: string;
  readonly positions: readonly Position[];
}

/** What a project covers day and night (24小时值班, R072). */
export interface DutyPolicy {
  readonly roundTheClock: readonly DutyPost[];
}

/** Somebody takes the call, and somebody can mend what it is about. */
export const standardDuty: DutyPolicy = {
  roundTheClock: [
    { title: '接待', positions: ['FRONT', 'GATE'] },
    { title: '维修', positions: ['ENG', 'ENGM'] },
  ],
};

/** Lengths of the service standards a project may sharpen, in minutes unless the name says otherwise. */
export interface SlaPolicy {
  /** 急修 arrival (R073). */
  readonly urgentArrivalMinutes: number;
  readonly urgentDispatchMinutes: number;
  readonly urgentAcceptMinutes: number;
  readonly dispatchMinutes: number;
  readonly acceptMinutes: number;
  /** Completion of a small repair and of others, in days. */
  readonly smallRepairDays: number;
  readonly repairDays: number;
  /** Return visit after a repair, in hours. */
  readonly repairVisitHours: number;
  /** Share of ordinary repairs visited, in percent. */
  readonly repairVisitPercent: number;
  /** When a key lent in the day is due back, and one lent after that hour the next morning, local `HH:MM`. */
  readonly keyDueTime: string;
  readonly keyNextMorning: string;
  /** First response to a complaint or inquiry (R051, A5), in minutes. */
  readonly firstResponseMinutes: number;
  /** Substantive feedback on a major complaint (R052), in hours. */
  readonly majorFeedbackHours: number;
  /** A major complaint's complainant hears of it at least every so many days until it is closed. */
  readonly complaintProgressDays: number;
  /** Legal outer bound of the reply (L25), in days. */
  readonly complaintReplyDays: number;
  /** Return visit after the reply (R050), in days. */
  readonly complaintVisitDays: number;
  /** Complaints registered from this local `HH:MM` on have the next day too (K06); strict same day where it is absent. */
  readonly sameDayCutoff?: string | undefined;
  /** One approval stage, before it escalates one position up, in hours. */
  readonly approvalHours: number;
  /** An approval nobody has decided ends without effect after so many days. */
  readonly approvalDays: number;
  /** Quotes above it need the head of engineering (> ¥500). */
  readonly quoteApprovalFen: number;
  /** Up to this amount a tenant or occupant binds the household without the owner's consent. */
  readonly tenantBindsFen: number;
  /** A pause of a repair longer than so many days needs the head of engineering. */
  readonly pauseApprovalDays: number;
}

/** The handbook's numbers, and field practice where it has none. */
export const standardSla: SlaPolicy = {
  urgentArrivalMinutes: 30,
  urgentDispatchMinutes: 5,
  urgentAcceptMinutes: 5,
  dispatchMinutes: 15,
  acceptMinutes: 30,
  smallRepairDays: 1,
  repairDays: 3,
  repairVisitHours: 48,
  repairVisitPercent: 30,
  keyDueTime: '18:00',
  keyNextMorning: '10:00',
  firstResponseMinutes: 15,
  majorFeedbackHours: 72,
  complaintProgressDays: 3,
  complaintReplyDays: 10,
  complaintVisitDays: 3,
  approvalHours: 24,
  approvalDays: 7,
  quoteApprovalFen: 500_00,
  tenantBindsFen: 200_00,
  pauseApprovalDays: 3,
};

/** Civil days that concern no project in particular — sign-ins, limits, leaving — are the company's. */
export const companyZone = 'Asia/Shanghai';

/** When an owner begins to pay after a handover (计费起点): from the day, from the next month, from the half of the month. What he does not pay the developer does. */
export const accrualStarts = ['DAILY', 'NEXT_MONTH', 'HALF_MONTH'] as const;
export type AccrualStart = (typeof accrualStarts)[number];

/** What a project sets about money (收费设置). */
export interface MoneyPolicy {
  readonly accrualStart: AccrualStart;
  /** How many months ahead may be paid (L21), and how much that is never more than. */
  readonly prepaymentMonths: number;
  /** What a payment settles first inside a bill (L19): the principal by a clause of the contract, else the law's order, late fee before principal. */
  readonly insideBill: 'PRINCIPAL_FIRST' | 'STATUTORY';
  /** Whether a billing run takes effect by itself or after a second person has looked at it. */
  readonly release: 'auto' | 'secondPerson';
  /** Waivers up to these sums per household in twelve months: by the head of the service centre, by the manager; above them headquarters' finance decides. */
  readonly waiverCsmFen: number;
  readonly waiverPmFen: number;
  /** Refunds up to these sums end with the head of the service centre, with the manager. */
  readonly refundCsmFen: number;
  readonly refundPmFen: number;
  /** Reasonable period after a written demand before a suit (L01), in days. */
  readonly demandDays: number;
  /** Steps of the dunning ladder, in days from the due date. */
  readonly ladder: {
    readonly notice: number;
    readonly message: number;
    readonly phone: number;
    readonly visit: number;
    readonly letter: number;
    readonly secondLetter: number;
    readonly lawyer: number;
    readonly litigation: number;
  };
  /** A promise pauses the ladder so many days at most, and so many times. */
  readonly promiseDays: number;
  readonly promises: number;
  /** How long a quote holds, in hours. */
  readonly quoteHours: number;
  /** Days of the month of the meter task, the entry check and the billing run. */
  readonly meterDay: number;
  readonly entryDay: number;
  readonly billingDay: number;
  /** Vacancy (L22): months empty before a discount, and the share that is still paid, in 1/1000. */
  readonly vacancyMonths: number;
  readonly vacancyPermille: number;
  /** Loan prime rate (LPR) in 1/10 000 a year; clauses above 1.3 times it are warned of (L17). */
  readonly lprE4: number;
}

/** Law and field practice. */
export const standardMoney: MoneyPolicy = {
  accrualStart: 'DAILY',
  prepaymentMonths: 12,
  insideBill: 'PRINCIPAL_FIRST',
  release: 'auto',
  waiverCsmFen: 200_00,
  waiverPmFen: 2_000_00,
  refundCsmFen: 200_00,
  refundPmFen: 2_000_00,
  demandDays: 15,
  ladder: { notice: -15, message: 3, phone: 10, visit: 20, letter: 30, secondLetter: 60, lawyer: 90, litigation: 120 },
  promiseDays: 15,
  promises: 2,
  quoteHours: 24,
  meterDay: 1,
  entryDay: 3,
  billingDay: 5,
  vacancyMonths: 6,
  vacancyPermille: 600,
  lprE4: 300,
};
