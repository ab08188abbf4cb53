import { describe, expect, it } from 'vitest';
import { problemBody } from '../../functions/shared/problem.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { Registration } from '../../lib/workflows/complaint/inputs.ts';

/** What the person at the counter reads beside each field. */
function readBeside(body: unknown): Readonly<Record<string, string>> {
  try {
    parseInput(Registration, body);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { errors } = problemBody(error, 'zh', {}) as { errors: readonly { path: string; detail: string }[] };
    return Object.fromEntries(errors.map(({ path, detail }) => [path, detail]));
  }
  return {};
}

const right = { kind: 'report', channel: 'phone', category: 'service', text: '无人接听', unit: '1-1-101', complainant: { phone: '100 0000 0011' } };

describe('a field that is filled in wrongly', () => {
  it('says what could be chosen, how far a number may go, and what a telephone number is', () => {
    expect(readBeside(right)).toEqual({});
    expect(readBeside({ ...right, kind: 'demand', lossFen: -1, complainant: { phone: '138' } })).toEqual({
      kind: '此项取值不在允许范围内（complaint、report）',
      lossFen: '此项取值不在允许范围内（≥ 0）',
      'complainant.phone': '请填写电话号码：5–15 位数字，外地座机请带区号',
    });
  });

  it('never repeats what was sent', () => {
    expect(JSON.stringify(readBeside({ ...right, kind: '13800001234', complainant: { phone: 'abc13800001234' } }))).not.toContain('13800001234');
  });
});
