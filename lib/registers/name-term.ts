/** A name as people look for it: width, case and blanks do not count (`张 三`, `ＡＢＣ公司`). No `#`: it divides our keys. */
export function nameTerm(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s#·•]/g, '');
}
