import { END, parseSpan, START } from './dates.ts'

/** A text that is no single day. */
export const NO_DAY = -2

/** The ten characters of a day from `at` on as a number, in the order of days. */
export function dayNumber(text: string, at = 0): number {
  let number = 0
  for (let i = 0; i < 10; i++) {
    const digit = text.charCodeAt(at + i) - 48
    if (i === 4 || i === 7) {
      if (digit !== -3) return NO_DAY
    } else if (digit >= 0 && digit <= 9) number = number * 10 + digit
    else return NO_DAY
  }
  const month = Math.trunc(number / 100) % 100
  const day = number % 100
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? number : NO_DAY
}

/** First and last of the days that are projected onto the same date as this one: with none, all, since no clause reads it. */
export function daysFor(day: number, projected: string | undefined): [from: number, to: number] {
  const span = parseSpan(projected)
  if (projected !== undefined && !span) return [day, day]
  const { lo, hi } = span ?? { lo: START, hi: END }
  return [lo === START ? 0 : dayNumber(lo), hi === END ? Number.POSITIVE_INFINITY : dayNumber(hi)]
}
