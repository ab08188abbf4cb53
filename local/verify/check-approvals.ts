import { broken, type Finding, listOf, mapOf, type RawItem, textOf } from './finding.ts';
import { refText, type Stock, type StockRecord } from './stock.ts';

/** Who stands above a position: an unanswered stage is open to him as well. */
const above: Readonly<Record<string, string>> = {
  FRONT: 'CSM',
  CASHIER: 'CSM',
  CSM: 'PM',
  ENG: 'ENGM',
  ENGM: 'PM',
  GATE: 'PM',
  WH: 'PM',
  HR: 'PM',
  ARCH: 'PM',
  PM: 'HQ-PROJ',
  'HQ-PROJ': 'GM',
  'HQ-FIN': 'GM',
  'HQ-ADM': 'GM',
  'HQ-SUP': 'GM',
};

interface Signed {
  readonly signature: RawItem;
  readonly asked: readonly string[];
  readonly stage: number;
}

/**
 * Approvals (审批): nobody signed his own request, nobody signed twice, each signer held the position in which he signed by the version of his member record he signed
 * under, stages were signed in order, and a verdict is what the signatures say; a case that waits names the approval that waits for it, and the other way round.
 */
export function checkApprovals(stock: Stock, { settled }: { settled: boolean }): Finding[] {
  const approvals = stock.records.filter(({ kind, place }) => kind === 'approval' && place === 'case');
  return [...approvals.flatMap((approval) => checkApproval(stock, approval)), ...checkParked(stock), ...checkWaiters(stock, settled)];
}

function checkApproval(stock: Stock, approval: StockRecord): Finding[] {
  const record = mapOf(approval.item['record']);
  const signatures = signaturesOf(record);
  return [
    ...checkPersons(approval, record, signatures),
    ...signatures.flatMap((signed) => checkPosition(stock, approval, signed)),
    ...checkAsked(approval, record),
    ...checkOrder(approval, record, signatures),
    ...checkVerdict(approval, record, signatures),
    ...checkMatter(stock, approval, record),
  ];
}

const slotsOf = (stage: unknown): readonly RawItem[] => listOf(mapOf(stage)['slots']).map(mapOf);
const positionsOf = (slot: RawItem): readonly string[] => listOf(slot['positions']).map(textOf);

function signaturesOf(record: RawItem): readonly Signed[] {
  return listOf(record['stages']).flatMap((stage, index) =>
    slotsOf(stage).flatMap((slot) =>
      slot['signature'] === undefined ? [] : [{ signature: mapOf(slot['signature']), asked: positionsOf(slot), stage: index }],
    ),
  );
}

function checkPersons({ item }: StockRecord, record: RawItem, signatures: readonly Signed[]): Finding[] {
  const persons = signatures.flatMap(({ signature }) => [textOf(signature['person']), ...listOf(signature['onBehalfOf']).map(textOf)]);
  const requester = textOf(record['requester']);
  const own = persons.includes(requester) ? [broken('approval.own', item, `${requester} asked for it, and signed it or somebody did in his name`)] : [];
  const kept = listOf(record['notBy']).map(textOf);
  const involved = persons.filter((person) => kept.includes(person)).map((person) => broken('approval.took-part', item, `${person} must not sign it, and did`));
  const twice =
    new Set(persons).size < persons.length ? [broken('approval.twice', item, `one person stands behind two signatures: ${persons.join(', ')}`)] : [];
  return [...own, ...involved, ...twice];
}

/** The version of the member record was a condition of the commit, and its history keeps what it said; so with the company's, for a position of its own (自定义岗位). */
function checkPosition(stock: Stock, { item, company, project }: StockRecord, { signature, asked }: Signed): Finding[] {
  const { person, position, at, member, onBehalfOf } = signature;
  const { state, grants } = versionOf(stock, company, 'member', textOf(person), member);
  const day = dayOf(stock, company, project, textOf(at));
  const principals = new Set(listOf(onBehalfOf).map(textOf));
  const meant = positionsThatInclude(stock, company, signature);
  const held = listOf(grants)
    .map(mapOf)
    .some(
      (grant) =>
        meant.has(textOf(grant['position'])) &&
        (grant['project'] === project || grant['project'] === '*') &&
        textOf(grant['from']) <= day &&
        (grant['to'] === undefined || day < textOf(grant['to'])) &&
        (principals.size === 0 ? grant['onBehalfOf'] === undefined : principals.has(textOf(grant['onBehalfOf']))),
    );
  const says = `${textOf(person)} signed as ${textOf(position)} on ${day}`;
  return [
    ...(asked.includes(textOf(position)) ? [] : [broken('approval.not-asked', item, `${says}, asked was ${asked.join(', ')}`)]),
    ...(held && state === 'current' ? [] : [broken('approval.position', item, `${says}, which version ${textOf(member)} of his record does not say`)]),
  ];
}

/** What a record of the company said in one of its versions. */
function versionOf(stock: Stock, company: string, kind: string, id: string, version: unknown): RawItem {
  return mapOf(stock.byRef.get(refText(company, 'hq', kind, id))?.history.find((entry) => entry['version'] === version)?.['after']);
}

/** The position itself, and those of the company's own that include it by the version signed under. */
function positionsThatInclude(stock: Stock, company: string, { position, company: version }: RawItem): ReadonlySet<string> {
  const own = version === undefined ? [] : listOf(versionOf(stock, company, 'company', company, version)['positions']).map(mapOf);
  return new Set([textOf(position), ...own.filter(({ includes }) => listOf(includes).includes(position)).map(({ id }) => textOf(id))]);
}

/** The civil day of an instant in the project's own zone. */
function dayOf(stock: Stock, company: string, project: string, at: string): string {
  const zone = mapOf(stock.byRef.get(refText(company, 'hq', 'project', project))?.item['record'])['timeZone'];
  return new Intl.DateTimeFormat('en-CA', { timeZone: typeof zone === 'string' ? zone : 'Asia/Shanghai' }).format(new Date(at));
}

/** Whoever is asked was asked by the command, or stands above somebody who was. */
function checkAsked({ item, history }: StockRecord, record: RawItem): Finding[] {
  const requested = listOf(mapOf(history[0]?.['input'])['stages']);
  const stages = listOf(record['stages']);
  if (requested.length !== stages.length) return [broken('approval.stages', item, 'it has other stages than were requested')];
  if (JSON.stringify(mapOf(history[0]?.['input'])['notBy']) !== JSON.stringify(record['notBy']))
    return [broken('approval.not-by', item, 'it keeps other persons from signing than were named')];
  return stages.flatMap((stage, index) => {
    const [first, now] = [slotsOf(requested[index]).map(positionsOf), slotsOf(stage).map(positionsOf)];
    const fits = first.length === now.length && now.every((positions, slot) => grownFrom(positions, first[slot] ?? []));
    return fits ? [] : [broken('approval.ladder', item, `stage ${index + 1} asks ${JSON.stringify(now)}, requested was ${JSON.stringify(first)}`)];
  });
}

function grownFrom(positions: readonly string[], first: readonly string[]): boolean {
  return positions.every((position, at) => (at < first.length ? position === first[at] : positions.slice(0, at).some((below) => above[below] === position)));
}

/** As its history tells, stage by stage; none is signed behind the open one, and none before it lacks a signature. */
function checkOrder({ item, history }: StockRecord, record: RawItem, signatures: readonly Signed[]): Finding[] {
  const open = Number(record['stage']);
  const stageOf = new Map(signatures.map(({ signature, stage }) => [textOf(signature['person']), stage]));
  const order = history.filter(({ command }) => command === 'decide').map(({ by }) => stageOf.get(textOf(mapOf(by)['person'])) ?? Number.NaN);
  const findings: Finding[] = [];
  if (order.length !== signatures.length || order.some((stage, at) => !(stage >= (order[at - 1] ?? 0))))
    findings.push(broken('approval.order', item, `its history signs the stages ${order.map((stage) => stage + 1).join(', ')}`));
  const passed = listOf(record['stages']).slice(0, open).flatMap(slotsOf);
  if (!passed.every((slot) => mapOf(slot['signature'])['approves'] === true) || signatures.some(({ stage }) => stage > open))
    findings.push(broken('approval.order', item, `stage ${open + 1} is open, before or behind it signatures are missing or too many`));
  return findings;
}

const endings: Readonly<Record<string, readonly string[]>> = {
  approved: ['decided', 'executed', 'notExecuted'],
  rejected: ['decided', 'rejected'],
  withdrawn: ['decided', 'withdrawn'],
  expired: ['decided', 'expired'],
};

/** The verdict is what the signatures say. */
function checkVerdict({ item }: StockRecord, record: RawItem, signatures: readonly Signed[]): Finding[] {
  const { state, verdict, decidedAt, expiresAt } = record;
  const all = listOf(record['stages']).flatMap(slotsOf);
  const complete = all.every((slot) => mapOf(slot['signature'])['approves'] === true);
  const refused = signatures.filter(({ signature }) => signature['approves'] !== true).length;
  const says: Readonly<Record<string, boolean>> = {
    approved: complete,
    rejected: refused === 1,
    withdrawn: signatures.length === 0,
    expired: refused === 0 && !complete && textOf(decidedAt) > textOf(expiresAt),
  };
  const right =
    state === 'pending'
      ? verdict === undefined && refused === 0 && !complete
      : says[textOf(verdict)] === true && endings[textOf(verdict)]?.includes(textOf(state));
  return right
    ? []
    : [broken('approval.verdict', item, `${textOf(state)} as ${textOf(verdict)}, with ${signatures.length} signatures of ${all.length}, ${refused} refusing`)];
}

/** While it is open its case waits for it; what it says was carried out stands in the history of the case. */
function checkMatter(stock: Stock, { item, company, id }: StockRecord, record: RawItem): Finding[] {
  const { project, kind, id: of } = mapOf(record['matter']);
  const matter = stock.byRef.get(refText(company, textOf(project), textOf(kind), textOf(of)));
  if (!matter) return [broken('approval.matter', item, `its case ${textOf(kind)} ${textOf(of)} does not exist`)];
  const { state, command, concludedAt, requester } = record;
  if (state === 'pending' || state === 'decided') {
    const waits = mapOf(matter.item['parked'])['approval'] === id;
    return waits ? [] : [broken('approval.not-parked', item, `${textOf(of)} does not wait for it`)];
  }
  const done = matter.history.some((entry) => entry['command'] === command && entry['at'] === concludedAt && mapOf(entry['by'])['person'] === requester);
  return state === 'executed' && !done ? [broken('approval.not-done', item, `${textOf(of)} has no ${textOf(command)} of that moment in its history`)] : [];
}

function checkParked(stock: Stock): Finding[] {
  return stock.records.flatMap(({ item, company, project, kind, id }) => {
    if (item['parked'] === undefined) return [];
    const { approval, command } = mapOf(item['parked']);
    const record = mapOf(stock.byRef.get(refText(company, project, 'approval', textOf(approval)))?.item['record']);
    const { kind: of, id: about } = mapOf(record['matter']);
    const open = record['state'] === 'pending' || record['state'] === 'decided';
    return open && of === kind && about === id && record['command'] === command
      ? []
      : [broken('approval.parked', item, `it waits for ${textOf(approval)}, which is ${textOf(record['state'])} and about ${textOf(about)}`)];
  });
}

/** State machines wait at stages that exist; once everything has been delivered, at none of an approval that has ended. */
function checkWaiters(stock: Stock, settled: boolean): Finding[] {
  return stock.of('waiter').flatMap(({ item, where: { company, project, owner, stage } }) => {
    const found = stock.byRef.get(refText(company, project, 'approval', owner));
    if (!found || stage > listOf(mapOf(found.item['record'])['stages']).length)
      return [broken('approval.waiter', item, `there is no stage ${stage} of ${owner}`)];
    return settled && found.item['closedAt'] !== undefined ? [broken('approval.waiter', item, `${owner} has ended, and nobody told whoever waits`)] : [];
  });
}
