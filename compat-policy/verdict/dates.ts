const day = 86_400_000;

/** The last date of four digits of a year: dates are compared as texts. */
const lastDay = '9999-12-31';

/** A UTC calendar date some days after another; the last one that can be written where it would be later. */
export const addDays = (date: string, days: number): string =>
  new Date(Math.min(Date.parse(`${date}T00:00:00Z`) + days * day, Date.parse(lastDay))).toISOString().slice(0, 10);

/** Days from one UTC calendar date to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / day);
