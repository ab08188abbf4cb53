import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { CompanyRecord } from '../../../lib/registers/company/record.ts';
import { companyRegister } from '../../../lib/registers/company/register.ts';
import { run } from '../given.ts';

const put = (body: object, before?: CompanyRecord) => run<CompanyRecord>(companyRegister, 'put', before, body).record;

describe('company 公司', () => {
  it('has a legal name and, where it was given one, a qualification (R001)', () => {
    expect(put({ legalName: '云山物业服务有限公司', qualification: '综合性三级物业管理企业' })).toEqual({
      state: 'current',
      legalName: '云山物业服务有限公司',
      qualification: '综合性三级物业管理企业',
      settings: {},
    });
    expect(put({ legalName: '云山物业' })).not.toHaveProperty('qualification');
  });

  it('writes its registration number in capitals', () => {
    expect(put({ legalName: '云山', registrationNumber: '91110000ma01abcd2x' }).registrationNumber).toBe('91110000MA01ABCD2X');
  });

  it.each([{}, { legalName: '' }, { legalName: '云'.repeat(101) }, { legalName: '云', registrationNumber: '12' }, { legalName: '云', state: 'current' }])(
    'refuses %j',
    (body) => {
      expect(() => put(body)).toThrow(DomainError);
    },
  );
});
