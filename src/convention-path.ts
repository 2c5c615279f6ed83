import { ProvgateError, type ReadCode } from './errors.ts'

/** Thrown where a record can't be read without ambiguity; it never leaves `sources`. */
export class Unreadable extends Error {
  readonly code: ReadCode
  constructor(code: ReadCode) {
    super(code)
    this.code = code
  }
}

/** A path as names and wildcards. */
export interface Steps {
  /** Whether it starts at the record rather than at the member that `each` gave. */
  readonly root: boolean
  readonly names: readonly string[]
  /** Whether it may match several values. */
  readonly many: boolean
}

/** Objects that `**` finds in one record, at most. */
const OBJECTS = 1_000_000

export function parsePath(path: string, where: string): Steps {
  const root = path.startsWith('$')
  const names = path
    .slice(root ? 1 : 0)
    .split('/')
    .slice(1)
  if (names.slice(0, -1).includes('**'))
    throw new ProvgateError('config', `${where}: \`**\` stands before the end of the path \`${path}\``, {
      fix: 'end the path with `**`; the paths beside it start at each object that it finds',
    })
  return {
    root,
    names: names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')),
    many: names.some((name) => name === '*' || name === '**'),
  }
}

/** Every value at a path, in order; null and what is missing are left out. A value of another kind on the way throws. */
export function valuesAt(names: readonly string[], start: unknown): unknown[] {
  const found: unknown[] = []
  walk(names, 0, start, found)
  return found
}

function walk(names: readonly string[], depth: number, value: unknown, found: unknown[]): void {
  if (value === null || value === undefined) return
  if (depth === names.length) {
    found.push(value)
    return
  }
  if (typeof value !== 'object') throw new Unreadable('wrong-type')
  const name = names[depth]!
  if (name === '**') descend(value, found)
  else if (name === '*') for (const member of Object.keys(value)) walk(names, depth + 1, own(value, member), found)
  else if (Array.isArray(value) && !/^(?:0|[1-9]\d*)$/.test(name)) throw new Unreadable('wrong-type')
  else walk(names, depth + 1, own(value, name), found)
}

/** A member of an object or list; what the reader could not give is not the same as missing. */
function own(value: object, name: string): unknown {
  if (!Object.hasOwn(value, name)) return undefined
  const member = (value as Record<string, unknown>)[name]
  if (member === undefined) throw new Unreadable('unreadable-value')
  return member
}

function descend(root: object, found: unknown[]): void {
  const todo: unknown[] = [root]
  let seen = 0
  while (todo.length > 0) {
    const value = todo.pop()
    if (value === null || typeof value !== 'object') continue
    if (++seen > OBJECTS) throw new Unreadable('unreadable-value')
    if (!Array.isArray(value)) found.push(value)
    const below = Object.values(value)
    for (let i = below.length - 1; i >= 0; i--) todo.push(below[i])
  }
}
