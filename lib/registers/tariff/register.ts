import { commandsOf, defineRegister } from '../../cases/define.ts';
import { type Position, positions } from '../../kernel/position.ts';
import { feeClasses } from '../../ledger/account.ts';
import { Tariff } from '../../ledger/rating/tariff.ts';
import { nameTerm } from '../name-term.ts';
import { CostInput, Publication, TariffEnd, TariffInput, tariff } from './contract.ts';
import { draftTariff } from './drafting.ts';
import { tariffErrors, tariffNotices } from './errors.ts';
import { endTariff, publishApproval, publishTariff, recordCost } from './publishing.ts';

const { moves, puts } = commandsOf<Tariff>();

const drafters: readonly Position[] = ['CSM', 'PM', 'HQ-FIN'];

/**
 * The tariffs (收费标准, 价目表): what the project charges, since when, and where it was made public. The states are drawn at the record.
 *
 * Whoever drafts a price does not publish it alone: somebody else does, or headquarters' finance signs.
 */
export const tariffRegister = defineRegister<Tariff>({
  name: tariff.name,
  title: '收费标准',
  collection: 'tariffs',
  contract: tariff,
  record: Tariff,
  stateTitles: { draft: '草案', published: '已公示', ended: '已停止' },
  commands: {
    put: puts({ title: '拟订收费标准', by: drafters, from: ['draft', 'published'], to: ['draft', 'published'], input: TariffInput, apply: draftTariff }),
    publish: moves({
      title: '公示',
      by: ['PM', 'HQ-FIN'],
      from: ['draft', 'published'],
      to: ['published'],
      input: Publication,
      apply: publishTariff,
      approval: publishApproval,
    }),
    recordCost: moves({
      title: '登记公摊费用',
      by: ['CASHIER', 'CSM', 'PM', 'HQ-FIN'],
      from: ['published'],
      to: ['published'],
      input: CostInput,
      apply: recordCost,
    }),
    end: moves({ title: '停止执行', by: ['PM', 'HQ-FIN'], from: ['published', 'ended'], to: ['ended'], input: TariffEnd, apply: endTariff }),
  },
  readBy: positions,
  errors: tariffErrors,
  notices: tariffNotices,
  subject: ({ title, feeClass }, key) => ({ title: `${title}（${feeClasses[feeClass]} ${key}）` }),
  terms: ({ title }) => [{ kind: 'name', value: nameTerm(title) }],
  card: ({ feeClass, cycle, agency, editions }) => ({ feeClass, cycle, agency, editions: editions.length }),
  archive: ({ editions }) => (editions.length > 0 ? [{ name: '收费标准公示记录', present: true }] : []),
});
