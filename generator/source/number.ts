/** Grammar of a number, RFC 8259 section 6, from the given place on. */
export const numberForm = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/**
 * Why the value of a literal is not what is written, or undefined if reading it loses nothing that matters: integers are
 * exact, and fractions stay fractions. `value` is `Number(literal)`.
 */
export function numberFault(literal: string, value: number): string | undefined {
  if (Object.is(value, -0)) return 'is a negative zero';
  if (!Number.isFinite(value)) return 'is too large for any reader';
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return 'is beyond 2^53-1, so that readers round it';
  if (Number.isInteger(value) && !isIntegerLiteral(literal)) return `would be rounded to ${value}`;
  return undefined;
}

/** Whether the exact value of a literal is an integer: no digit other than 0 stands behind the point after shifting it by the exponent. */
function isIntegerLiteral(literal: string): boolean {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  let significant = digits.length;
  while (significant > 0 && digits[significant - 1] === '0') significant--;
  if (significant === 0 || digits.slice(0, significant) === '-') return true;
  return significant - whole.length <= Number(exponent);
}
