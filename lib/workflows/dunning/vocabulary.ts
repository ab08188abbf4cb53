/** Rungs of the ladder (催缴阶梯), in the order in which the clock reaches them; each is also the state of a case that stands on it. */
export const rungs = ['reminding', 'phoning', 'visiting', 'lettering', 'relettering', 'lawyering', 'litigating'] as const;
export type Rung = (typeof rungs)[number];

/** Titles of the states (催缴状态). */
export const dunningTitles = {
  reminding: '已提醒',
  phoning: '电话催缴',
  visiting: '上门催缴',
  lettering: '书面催缴',
  relettering: '二次催缴',
  lawyering: '律师函',
  litigating: '待起诉',
  paused: '暂停催缴',
  paid: '已缴清',
  litigated: '已起诉',
  writtenOff: '已核销',
  withdrawn: '已撤销',
} as const;

/** Days a rung's own work may take, from the day on which it begins. */
export const workDays: Readonly<Record<Exclude<Rung, 'reminding'>, number>> = {
  phoning: 0,
  visiting: 3,
  lettering: 3,
  relettering: 5,
  lawyering: 10,
  litigating: 10,
};

/** Why the ladder stands still (暂停原因). */
export const pauseReasons = {
  promise: '承诺付款',
  dispute: '费用异议',
  instalment: '分期付款',
  vulnerable: '困难家庭',
  standing: '交费人状态',
} as const;

/** What came of a call (通话结果). */
export const callResults = { reached: '已接通', noAnswer: '无人接听', wrongNumber: '号码有误', refused: '拒绝沟通' } as const;

/** Whom two colleagues met at the door (上门结果). */
export const visitResults = { payer: '见到本人', family: '见到家属', absent: '无人在家', refused: '拒绝见面' } as const;

/** Papers that are served (送达文书). */
export const paperKinds = { letter: '催缴函', secondLetter: '再次催缴函', committee: '业委会督促函', lawyerLetter: '律师函' } as const;
export type PaperKind = keyof typeof paperKinds;

/** Ways of service that leave evidence (送达方式). */
export const serviceWays = {
  signed: '当面签收',
  witnessed: '留置送达（有见证）',
  ems: '邮政特快专递',
  registered: '挂号信',
  electronic: '约定的电子送达',
} as const;

/** Services nobody may withhold because of arrears (民法典944). */
export const supplies = { water: '供水', power: '供电', gas: '燃气', heat: '供热', access: '门禁通行' } as const;

/** Where a claim is brought (争议解决). */
export const forums = { court: '起诉', arbitration: '仲裁' } as const;
