import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { id, text } from '../../kernel/schema.ts';
import { hashedSecret, personal } from '../../kernel/sealed.ts';
import type { Binding } from './record.ts';

/** `request`: the function has looked up whose number it is and has made the code; here is its hash. */
export const BindingRequest = z.strictObject({
  phone: personal('phone').meta({ title: '手机号码', personal: 'phone' }),
  party: id().optional(),
  code: hashedSecret,
});

/** `confirm`: the hash of what was typed. */
export const Confirmation = z.strictObject({ code: hashedSecret });

/** `revoke` (撤销绑定) by the desk: the number was somebody else's, the flat was handed on. */
export const Revocation = z.strictObject({ reason: text(200).meta({ title: '原因' }) });

/** What others know of bindings (住户绑定). */
export const binding = contract<Binding>()({ name: 'binding', title: '住户绑定', commands: { request: BindingRequest, confirm: Confirmation } });
