import type { ReadCode } from './errors.ts'
import { LIMITS } from './ports.ts'

/**
 * Reads a JSON text in which no object has a key twice, at any depth: parsers differ on which of two counts, so
 * neither does. Text that is not JSON gives `malformed-json`, nesting beyond `depth` levels `too-deep`.
 */
export function parseJson(
  text: string,
  depth = LIMITS.depth,
): { readonly value: unknown } | { readonly code: ReadCode } {
  const { members, levels } = measure(text)
  if (levels > depth) return { code: 'too-deep' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { code: 'malformed-json' }
  }
  return countMembers(value) === members ? { value } : { code: 'duplicate-key' }
}

/** Members of objects (in valid JSON, every colon outside a string is one) and levels of nesting in a text. */
function measure(text: string): { members: number; levels: number } {
  let members = 0
  let levels = 0
  let level = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = closingQuote(text, at + 1)
        break
      case 0x3a: // :
        members++
        break
      case 0x5b: // [
      case 0x7b: // {
        levels = Math.max(levels, ++level)
        break
      case 0x5d: // ]
      case 0x7d: // }
        level--
        break
    }
  }
  return { members, levels }
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === 0x22) return at
    if (c === 0x5c) at++
  }
  return text.length
}

function countMembers(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0
  let members = 0
  if (Array.isArray(value)) {
    for (const item of value) members += countMembers(item)
    return members
  }
  const names = Object.keys(value)
  members = names.length
  for (const name of names) {
    const member = (value as Record<string, unknown>)[name]
    if (typeof member === 'object') members += countMembers(member)
  }
  return members
}
