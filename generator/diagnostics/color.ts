const codes = { red: 31, yellow: 33, blue: 34, cyan: 36, bold: 1 } as const;

/** Wraps text that is already safe to print. */
export type Paint = (style: keyof typeof codes, text: string) => string;

const plain: Paint = (_style, text) => text;
const ansi: Paint = (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m`;

export const painter = (color: boolean): Paint => (color ? ansi : plain);
