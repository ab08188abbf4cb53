const digits = '零壹贰叁肆伍陆柒捌玖';
const places = ['', '拾', '佰', '仟'];
const groups = ['', '万', '亿', '万亿'];

/** Four digits as people read them: 1020 → 壹仟零贰拾. */
function group(value: number): string {
  let text = '';
  let zero = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.trunc(value / 10 ** place) % 10;
    if (digit === 0) {
      zero = text !== '';
      continue;
    }
    text += `${zero ? '零' : ''}${digits[digit]}${places[place]}`;
    zero = false;
  }
  return text;
}

function whole(yuan: number): string {
  let text = '';
  let gap = false;
  for (let at = groups.length - 1; at >= 0; at -= 1) {
    const value = Math.trunc(yuan / 10_000 ** at) % 10_000;
    if (value === 0) {
      gap = text !== '';
      continue;
    }
    text += `${text !== '' && (gap || value < 1000) ? '零' : ''}${group(value)}${groups[at]}`;
    gap = false;
  }
  return text;
}

/**
 * An amount in capitals (大写金额), as vouchers must show it because figures are easily altered: 123405 fen → 壹仟贰佰叁拾肆元零伍分. Negative amounts begin with 负.
 */
export function capitals(fen: number): string {
  const size = Math.abs(fen);
  const yuan = Math.trunc(size / 100);
  const jiao = Math.trunc(size / 10) % 10;
  const rest = size % 10;
  const sign = fen < 0 ? '负' : '';
  const integer = yuan === 0 ? '' : `${whole(yuan)}元`;
  if (jiao === 0 && rest === 0) return `${sign}${integer === '' ? '零元' : integer}整`;
  const tenths = jiao === 0 ? (integer === '' ? '' : '零') : `${digits[jiao]}角`;
  return `${sign}${integer}${tenths}${rest === 0 ? '整' : `${digits[rest]}分`}`;
}
