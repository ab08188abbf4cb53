import { addDays, type Calendar, type CivilDate, parseCivilDate } from './calendar.ts';

const days = (from: string, to: string): CivilDate[] => {
  const dates: CivilDate[] = [];
  for (let date = parseCivilDate(from); date <= to; date = addDays(date, 1)) dates.push(date);
  return dates;
};

/**
 * The State Council's public holidays and exchanged working days (国务院办公厅节假日安排) a project may adopt as its calendar's years.
 *
 * Data, not a rule: the next year is announced each autumn, and a project may deviate. Until it is entered, working time that
 * reaches into it is refused.
 */
export const chinaYears: Calendar['years'] = {
  '2025': {
    holidays: [
      ...days('2025-01-01', '2025-01-01'), // 元旦
      ...days('2025-01-28', '2025-02-04'), // 春节
      ...days('2025-04-04', '2025-04-06'), // 清明节
      ...days('2025-05-01', '2025-05-05'), // 劳动节
      ...days('2025-05-31', '2025-06-02'), // 端午节
      ...days('2025-10-01', '2025-10-08'), // 国庆节、中秋节
    ],
    workdays: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'].map(parseCivilDate),
  },
  '2026': {
    holidays: [
      ...days('2026-01-01', '2026-01-03'), // 元旦
      ...days('2026-02-15', '2026-02-23'), // 春节
      ...days('2026-04-04', '2026-04-06'), // 清明节
      ...days('2026-05-01', '2026-05-05'), // 劳动节
      ...days('2026-06-19', '2026-06-21'), // 端午节
      ...days('2026-09-25', '2026-09-27'), // 中秋节
      ...days('2026-10-01', '2026-10-07'), // 国庆节
    ],
    workdays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'].map(parseCivilDate),
  },
};
