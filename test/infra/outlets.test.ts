import { describe, expect, it } from 'vitest';
import { assembled, listOf } from './assembled.ts';

const senders = ['functions/message.ts', 'functions/people.ts'];
const [china, elsewhere] = [assembled('cn-north-1'), assembled('eu-central-1')];
const environmentOf = (stack: typeof china, entry: string) => stack.functionOf(entry).Properties.Environment.Variables as Record<string, unknown>;

describe('the ways out of the house', () => {
  it.each(senders)('of %s: the provider is the operator’s, the host of the groups is fixed', (entry) => {
    for (const stack of [china, elsewhere]) {
      expect(environmentOf(stack, entry)).toMatchObject({ WUYUN_SMS_URL: { Ref: 'SmsUrl' }, WUYUN_WECOM_URL: 'https://qyapi.weixin.qq.com' });
    }
  });

  it('to the payment providers are fixed, belong to the counter, and are off until the operator says where they call back', () => {
    for (const stack of [china, elsewhere]) {
      const paying = { WUYUN_WECHATPAY_URL: 'https://api.mch.weixin.qq.com', WUYUN_ALIPAY_URL: 'https://openapi.alipay.com/gateway.do' };
      expect(environmentOf(stack, 'functions/payment.ts')).toMatchObject({ ...paying, WUYUN_CALLBACK_URL: { Ref: 'CallbackUrl' } });
      const users = stack
        .all('AWS::Lambda::Function')
        .filter(({ Properties }) => /WUYUN_(WECHATPAY|ALIPAY|CALLBACK)/.test(JSON.stringify(Properties.Environment)));
      expect(users).toHaveLength(1);
    }
  });

  it('are nobody else’s', () => {
    const others = elsewhere.all('AWS::Lambda::Function').filter(({ Metadata }) => !senders.includes(String(Metadata?.['wuyun:entry'])));
    expect(others.filter(({ Properties }) => /WUYUN_(SMS|WECOM|EMAIL)/.test(JSON.stringify(Properties.Environment)))).toEqual([]);
  });

  it('have mail from one verified domain, and none in China, where there is no SES', () => {
    expect(china.text).not.toMatch(/ses:|EMAIL_DOMAIN/);
    for (const entry of senders) {
      expect(environmentOf(elsewhere, entry)).toMatchObject({ WUYUN_EMAIL_DOMAIN: { Ref: 'EmailDomain' } });
      const [mail, ...more] = elsewhere.statementsOf(entry).filter(({ Action }) => listOf(Action).some((action) => action.startsWith('ses:')));
      expect(more).toEqual([]);
      expect(mail?.Action).toBe('ses:SendEmail');
      expect(JSON.stringify(mail?.Resource)).toContain(':identity/",{"Ref":"EmailDomain"}');
    }
  });

  it('get every notice of the bus by a rule of their own, beside the inboxes', () => {
    const rules = china.all('AWS::Events::Rule').filter(({ Properties }) => JSON.stringify(Properties.EventPattern).includes('"notice"'));
    const told = rules.map(({ Properties }) => JSON.stringify(Properties.Targets));
    for (const entry of ['functions/notify.ts', 'functions/message.ts'])
      expect(told.filter((targets) => targets.includes(china.functionOf(entry).id))).toHaveLength(1);
    for (const { Properties } of rules) expect(Properties.Targets[0]).toMatchObject({ DeadLetterConfig: expect.any(Object) });
  });
});
