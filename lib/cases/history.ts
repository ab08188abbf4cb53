import type { By } from '../kernel/actor.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Sentence } from '../kernel/error.ts';
import type { Fact, Secrecy } from './definition.ts';
import type { Notice } from './notice.ts';

/** What leaves the table after the commit; the relay puts it on the bus. */
export type OutEvent = MovedEvent | NoticeEvent | RunEvent | BookedEvent;

interface EventHead {
  /** Unique and stable: consumers dedupe by it. */
  readonly id: string;
  readonly company: string;
  readonly project: string;
  readonly kind: string;
  readonly caseId: string;
  readonly at: Instant;
}

/** A record was opened, moved by a command, or had timer stages fired. */
export interface MovedEvent extends EventHead {
  readonly type: 'case.opened' | 'case.moved' | 'case.fired';
  readonly data: { readonly command: string; readonly from: string; readonly to: string; readonly version: number; readonly by: string };
}

/** Somebody has to be told. */
export interface NoticeEvent extends EventHead {
  readonly type: 'notice';
  readonly data: {
    readonly type: string;
    readonly to: Notice['to'];
    readonly title: string;
    readonly text: Sentence;
    /** What fills the sentence, for channels with templates of their own; only where somebody outside is told. */
    readonly params?: Readonly<Record<string, string>>;
    /** From whom the record is kept, and so everything that is told of it. */
    readonly secrecy?: Secrecy;
    readonly period: string;
    readonly emergency: boolean;
    readonly zone: string;
    readonly quietHours: { readonly from: string; readonly to: string };
  };
}

/** Long work was asked for; the relay starts its execution. */
export interface RunEvent extends EventHead {
  readonly type: 'run.requested';
  readonly data: { readonly job: string; readonly run: string };
}

/** Money was booked: an entry of a book. `caseId` is the entry's id. */
export interface BookedEvent extends EventHead {
  readonly type: 'money.booked';
  readonly data: {
    readonly kind: string;
    readonly receiptNo: string;
    readonly payer?: string;
    readonly cashFen: number;
    /** The first few; whoever wants all of them reads the entry. */
    readonly bills: readonly string[];
    /** The payer is told of his receipt, outside these hours. */
    readonly tell?: { readonly zone: string; readonly quietHours: { readonly from: string; readonly to: string } };
  };
}

/** One line of a record's history (操作记录): who did what, when, from where to where. */
export interface HistoryEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly by: By;
  readonly command: string;
  readonly from: string;
  readonly to: string;
  readonly version: number;
  readonly tick: number;
  /** The command's input; personal data sealed. */
  readonly input?: unknown;
  /** Timer stages this entry fired, `timer#stage#due`. */
  readonly fired?: readonly string[];
  readonly facts?: readonly Fact[];
  /** Registers keep the record as it became, so that an import can be reverted and the past be shown. */
  readonly after?: unknown;
  readonly out?: readonly OutEvent[];
}
