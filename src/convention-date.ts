import type { ValueSpec } from '../schemas/convention.ts'

export type Unit = NonNullable<ValueSpec['unit']>

const FROM = Date.UTC(2000, 0, 1)
const TO = Date.UTC(2101, 0, 1)
/** Milliseconds in one of each. */
const SCALE = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 } as const
const DATETIME = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d(?::?\d\d)?))?$/

/** The UTC day of a count since 1970; undefined before 2000 and after 2100, where the unit must be another. */
export function dayOf(count: number | bigint, unit: keyof typeof SCALE | 'epoch'): string | undefined {
  // the years 2000 to 2100 in two units never overlap, so that a count tells its unit
  const units = unit === 'epoch' ? (Object.keys(SCALE) as (keyof typeof SCALE)[]) : [unit]
  for (const each of units) {
    const time = Math.floor(Number(count) * SCALE[each])
    if (time >= FROM && time < TO) return new Date(time).toISOString().slice(0, 10)
  }
  return undefined
}

/** The day that eight digits write; undefined for anything else, or no day between 2000 and 2100. */
export function dayOfDigits(text: string): string | undefined {
  if (!/^\d{8}$/.test(text)) return undefined
  const day = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
  const time = Date.parse(`${day}T00:00:00Z`)
  // Date takes the 31st of a shorter month for the 1st of the next
  return time >= FROM && time < TO && new Date(time).toISOString().startsWith(day) ? day : undefined
}

/** A date and time of day cut to the day, as it is written; any other text as it is. */
export function cutToDay(text: string): string {
  return DATETIME.exec(text)?.[1] ?? text
}
