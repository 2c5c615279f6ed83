import { parseJson } from './convention-json.ts'
import type { SignalValue } from './signal-statement.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The object or list that a text is as JSON; undefined for all else, and where a key stands twice. */
export function parseSignal(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  const read = parseJson(text)
  return 'value' in read ? read.value : undefined
}

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isValue = (value: unknown): value is SignalValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
