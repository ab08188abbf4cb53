import { canonical } from '../kernel/canonical.ts';
import { DomainError } from '../kernel/error.ts';
import { type Position, positions, superiorOf } from '../kernel/position.ts';
import { shortened } from '../kernel/schema.ts';
import { type RequestInput, stagesOf } from '../workflows/approval/contract.ts';
import type { ApprovalNeed } from './approval-need.ts';
import type { Definition } from './definition.ts';
import { noteStay } from './stay.ts';
import { caseNumber, type Parked, type Stored, secrecyOf } from './stored.ts';
import type { Touched, Work } from './work.ts';

/** A command and its input. */
interface Asked {
  readonly command: string;
  readonly input: unknown;
}

/** Bytes of a parked input; what is larger belongs into a document. */
const largestInput = 20_000;

/**
 * What an approval is asked for: the parked command, its case, and who has to sign.
 *
 * @throws DomainError `approval.pending` while another command of the case waits, `record.too-large`.
 */
export function requestOf(work: Work, touched: Touched, step: Asked, need: ApprovalNeed): RequestInput {
  const { definition, after: stored } = touched;
  if (!stored) throw new Error(`${definition.name}.${step.command} opens a case and cannot wait for an approval`);
  const { ref, record, parked } = stored;
  if (parked) throw new DomainError('conflict', 'approval.pending', { title: parked.title, number: `${ref.project}-${parked.approval}` });
  if (Buffer.byteLength(canonical(step.input)) > largestInput) throw new DomainError('unprocessable', 'record.too-large');
  const { unit, title } = definition.subject(record, ref.id);
  const stages = stagesOf(need, work.policy.sla.approvalHours);
  const secrecy = secrecyOf(definition, stored);
  return {
    matter: {
      project: ref.project,
      kind: ref.kind,
      id: ref.id,
      title: shortened(`${caseNumber(definition, ref) ?? ref.id} ${title}`, 80),
      ...(unit ? { unit } : {}),
    },
    command: step.command,
    commandTitle: definition.commands[step.command]?.title ?? step.command,
    input: JSON.parse(JSON.stringify(step.input)) as Record<string, unknown>,
    summary: shortened(need.summary, 300),
    ...(need.notBy?.length ? { notBy: [...new Set(need.notBy)] } : {}),
    ...(need.notParties?.length ? { notParties: [...new Set(need.notParties)] } : {}),
    stages,
    days: work.policy.sla.approvalDays,
    readers: readersOf(
      definition,
      stages.flatMap(({ slots }) => slots.flatMap((slot) => slot.positions)),
    ),
    ...(secrecy ? { keptFrom: { persons: [...(secrecy.persons ?? [])], positions: [...(secrecy.positions ?? [])] } } : {}),
  };
}

/** The case names the approval its command waits for; `salt`: under which personal data in its input have been sealed. */
export function noteParked(work: Work, touched: Touched, step: Asked, id: string, salt: string | undefined): void {
  const { definition, after: stored } = touched;
  if (!stored) return;
  const title = definition.commands[step.command]?.title ?? step.command;
  const parked = { approval: id, command: step.command, title, by: work.actor.person, at: work.now };
  note(work, touched, salt ? { ...stored, salt } : stored, { command: `request.${step.command}`, input: step.input, parked });
}

/** Who may read the matter, and everybody who may ever be asked to sign. */
function readersOf(definition: Definition, asked: readonly Position[]): Position[] {
  const signers = new Set<Position>(asked);
  for (const position of signers) {
    const above = superiorOf(position);
    if (above) signers.add(above);
  }
  return positions.filter((position) => definition.readBy.includes(position) || signers.has(position));
}

/** Lets a case go on (审批结束): the command has run, or never will. `entry` names what became of it when it has not. */
export function release(work: Work, touched: Touched, entry: string | undefined): void {
  const stored = touched.after;
  if (!stored?.parked) return;
  if (entry === undefined) touched.after = { ...stored, parked: undefined };
  else note(work, touched, stored, { command: entry, parked: undefined });
}

/** A version, because a form open elsewhere must not overlook it. */
function note(work: Work, touched: Touched, stored: Stored, { parked, ...line }: { command: string; input?: unknown; parked: Parked | undefined }): void {
  noteStay(work, touched, { ...stored, parked, version: stored.version + 1, updatedAt: work.now }, { ...line, tells: 'case.moved' });
}
