/**
 * A number's text without exponent and without the noise of binary fractions: 15 significant digits, what Excel itself keeps and
 * shows (`235.02999999999997` → `235.03`, `1E-7` → `0.0000001`). Whole numbers keep all their digits: they are identity and card numbers.
 */
export function plainNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return text.replace(/^(-?)0+(?=\d)/, '$1').replace(/^-0$/, '0');
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const [mantissa = '', exponent] = Math.abs(value).toExponential(14).split('e');
  const digits = mantissa.replace('.', '').replace(/0+$/, '');
  if (digits === '') return '0';
  return (value < 0 ? '-' : '') + placePoint(digits, Number(exponent) + 1);
}

function placePoint(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return digits.padEnd(point, '0');
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
