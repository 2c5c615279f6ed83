import { DATE_PATTERN } from '../schemas/provenance.ts'

/** Days from `lo` to `hi`, inclusive, as ISO text. `START` and `END` stand for no bound and sort outside all days. */
export interface Span {
  readonly lo: string
  readonly hi: string
}

export const START = ''
export const END = '~'

/** Reads a day, a month, a year or `from/to`; undefined when it says nothing that can be used. */
export function parseSpan(text: string | undefined): Span | undefined {
  if (text === undefined) return undefined
  const known = spans.get(text)
  if (known !== undefined) return known
  const made = readSpan(text)
  if (made === undefined) return undefined
  if (spans.size >= MEMORY) spans.clear()
  spans.set(text, made)
  return made
}

/** Intervals that were read: those between versions recur. The memory starts anew beyond a bound. */
const spans = new Map<string, Span>()
const MEMORY = 4096

function readSpan(text: string): Span | undefined {
  if (!DATE_PATTERN.test(text)) return undefined
  const [from = '', to = from] = text.split('/')
  const lo = from === '..' ? START : from.padEnd(10, '-01-01'.slice(from.length - 4))
  const hi = to === '..' ? END : lastDay(to)
  return lo <= hi ? { lo, hi } : undefined
}

/** The span as text that `parseSpan` reads. */
export function formatSpan({ lo, hi }: Span): string {
  if (lo === hi) return lo
  return `${lo === START ? '..' : lo}/${hi === END ? '..' : hi}`
}

export function overlaps(a: Span, b: Span): boolean {
  return a.lo <= b.hi && b.lo <= a.hi
}

/** The day `days` after (or before) an ISO day; beyond four-digit years it is no bound. Pure: no clock is read. */
export function shiftDay(day: string, days: number): string {
  if (day === START || day === END) return day
  const within = Number(day.slice(8)) + days
  // Every month has these days.
  if (within >= 1 && within <= 28) return `${day.slice(0, 8)}${within < 10 ? '0' : ''}${within}`
  return dayOf(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)) + days)
}

function lastDay(text: string): string {
  if (text.length === 10) return text
  if (text.length === 4) return `${text}-12-31`
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return `${text}-${leap ? 29 : DAYS_OF_MONTH[month - 1]}`
}

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

function dayOf(year: number, month: number, day: number): string {
  const date = new Date(0)
  // `Date.UTC` reads the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month, day)
  if (date.getUTCFullYear() < 0) return START
  return date.getUTCFullYear() > 9999 ? END : date.toISOString().slice(0, 10)
}
