import { isSealed, type Sealed } from '../../kernel/sealed.ts';

/** A sealed value and where it stands. */
export interface SealedField {
  /** `phones.0`, `documents.0.number` */
  readonly path: string;
  readonly sealed: Sealed;
  /** The customer whose value it is, where it stands beside him. */
  readonly party?: string;
}

/** Every sealed value of a record that can be opened at all; a secret that is kept as a hash only cannot. */
export function sealedFields(value: unknown, path = '', party?: string): readonly SealedField[] {
  if (isSealed(value)) return value.c === '' ? [] : [{ path, sealed: value, ...(party === undefined ? {} : { party }) }];
  if (typeof value !== 'object' || value === null) return [];
  const named = 'party' in value && typeof value.party === 'string' ? value.party : party;
  return Object.entries(value).flatMap(([name, part]) => sealedFields(part, path === '' ? name : `${path}.${name}`, named));
}

/** Whether a field holds a telephone number: what somebody needs who has to call, and nothing beyond it. */
export function isPhone(path: string): boolean {
  return /(?:^|\.)phones?(?:\.\d+)?$/.test(path);
}
