import * as z from 'zod';
import { DomainError, refuse } from '../kernel/error.ts';
import type { Position } from '../kernel/position.ts';
import type { MoneyPolicy } from '../kernel/project-policy.ts';
import { id, text } from '../kernel/schema.ts';
import { type Channel, channels } from './account.ts';

/**
 * On what proof money is handed back (退款凭据): the receipt; where it is lost, a declaration of the payer in person, a firm's letter with its licence, or the certificate
 * of an heir.
 */
export const Proof = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('receipt') }),
    z.strictObject({
      kind: z.literal('declaration'),
      inPerson: z.boolean().meta({ title: '本人到场' }),
      signature: text(120).meta({ title: '声明签署凭证' }),
    }),
    z.strictObject({ kind: z.literal('firm'), letter: text(120).meta({ title: '单位公函' }), licence: text(120).meta({ title: '营业执照' }) }),
    z.strictObject({ kind: z.literal('heir'), certificate: text(120).meta({ title: '继承公证或判决' }) }),
  ])
  .meta({ title: '退款凭据' });
/** See the schema. */
export type Proof = z.infer<typeof Proof>;

/** Cash leaves the drawer against a signature, after a look at the document; its number is not kept (L27). */
export const CashHandover = z.strictObject({
  signature: text(120).meta({ title: '签收凭证' }),
  identitySeen: z.literal(true).meta({ title: '已核对证件原件' }),
});
/** See the schema. */
export type CashHandover = z.infer<typeof CashHandover>;

/** How money is handed back: to whom, on what proof. */
export const payback = {
  payee: id().optional().meta({ title: '收款人（须为原付款人）' }),
  proof: Proof.default({ kind: 'receipt' }),
  cash: CashHandover.optional().meta({ title: '现金签收' }),
};

/** What is known of a handing back: who paid, what he is, and by which channel. */
export interface Payback {
  readonly payer: string | undefined;
  readonly payerKind: 'person' | 'firm' | undefined;
  readonly payee: string | undefined;
  readonly proof: Proof;
  readonly channel: Channel;
  readonly cash: CashHandover | undefined;
}

/**
 * Checks to whom and on what proof money goes back: to whoever paid, who alone has lost it (民法典985); only an heir stands in his place.
 *
 * @throws DomainError `law.refund-payee`, `refund.in-person`, `refund.firm-papers`, `refund.person-papers`, `refund.cash-signature`
 */
export function checkPayback({ payer, payerKind, payee, proof, channel, cash }: Payback): void {
  if (payee !== undefined && payee !== payer && proof.kind !== 'heir') refuse('law.refund-payee', 'payee', { payer: payer ?? '—', payee });
  if (proof.kind === 'declaration' && !proof.inPerson) refuse('refund.in-person', 'proof');
  if (proof.kind === 'declaration' && payerKind === 'firm') refuse('refund.firm-papers', 'proof');
  if (proof.kind === 'firm' && payerKind === 'person') refuse('refund.person-papers', 'proof');
  if (channel === 'cash' && !cash) refuse('refund.cash-signature', 'cash');
}

/** The channel money goes back by (原路退回); what a bank has collected goes back as a transfer. @throws DomainError `refund.other-channel` */
export function paybackChannel(came: Channel, wished: Channel | undefined): Channel {
  const back = came === 'bankBatch' ? 'transfer' : came;
  if (wished !== undefined && wished !== back) throw new DomainError('unprocessable', 'refund.other-channel', { came: channels[came], back: channels[back] });
  return back;
}

/** Who signs for money that leaves (退款审批): the head of the service centre, above his limit the manager as well, above hers headquarters' finance. */
export function paybackChain(amountFen: number, { refundCsmFen, refundPmFen }: Pick<MoneyPolicy, 'refundCsmFen' | 'refundPmFen'>): readonly Position[] {
  if (amountFen <= refundCsmFen) return ['CSM'];
  return amountFen <= refundPmFen ? ['CSM', 'PM'] : ['CSM', 'PM', 'HQ-FIN'];
}

/** The chain as stages, one signature each. */
export const oneAfterAnother = (chain: readonly Position[]) => chain.map((position) => ({ need: [position], mode: 'any' as const }));
