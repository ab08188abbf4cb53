import type { ErrorCatalogue } from '../kernel/error.ts';

/** What is refused before a rule is asked: invitations and codes, in words for whoever holds the telephone. */
export const peopleErrors: ErrorCatalogue = {
  'invitation.linked-elsewhere': {
    zh: '该登录账号已关联其他成员；请换一个账号，或请原公司重置其登录后再试',
    en: 'This sign-in is linked to somebody else; use another one, or have that one reset',
  },
  'invitation.too-many': { zh: '邀请码尝试次数过多，请一小时后再试', en: 'Too many codes were tried; wait an hour' },
  'invitation.no-need': { zh: '您的登录账号已属于某公司，不需要邀请码', en: 'Your token names company and person already; no invitation is needed' },
  'binding.code-refused': {
    zh: '验证码不正确或已失效，请核对短信后重试，或重新获取验证码',
    en: 'The code is not right or not valid any more; ask for a new one',
  },
  'binding.too-many': { zh: '获取验证码过于频繁，每分钟一次、每天最多五次，请稍后再试', en: 'Too many codes were asked for: one a minute, five a day' },
  'binding.no-channel': { zh: '暂未开通短信验证，请到客户服务中心前台办理绑定', en: 'No text messages are set up; ask the front desk to bind you' },
};
