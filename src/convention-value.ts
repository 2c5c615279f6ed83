import type { ValueSpec } from '../schemas/convention.ts'
import { createCapture } from './convention-capture.ts'
import { dayOf, dayOfDigits, type Unit } from './convention-date.ts'
import { parseJson } from './convention-json.ts'
import { parsePath, Unreadable, valuesAt } from './convention-path.ts'
import type { Cells } from './ports.ts'

/** Joined files by name: key → the fields that were taken of its entry. */
export type Joins = ReadonlyMap<string, ReadonlyMap<string | number, Readonly<Record<string, unknown>>>>

/** Reads one value of a record, or of the member of it that `each` gave; undefined when it is missing. */
export type ReadValue = (member: unknown, record: Cells) => unknown

/** What a value is compiled with: where it stands, for messages, and who is told of each path that it reads. */
export interface ValueContext {
  readonly where: string
  readonly joins: Joins
  reads(path: string): void
}

export function compileValue(given: string | ValueSpec, context: ValueContext): ReadValue {
  const spec: ValueSpec = typeof given === 'string' ? { path: given } : given
  const verbs = [
    spec.json === undefined ? undefined : jsonVerb(spec.json, context),
    spec.join && joinVerb(spec.join, context.joins),
    spec.capture === undefined ? undefined : textVerb(createCapture(spec.capture), spec.otherwise),
    spec.unit && unitVerb(spec.unit, spec.otherwise),
    spec.table && tableVerb(spec.table, spec.otherwise),
  ].filter((verb) => verb !== undefined)
  const from = compileOrigin(spec, context)
  if (spec.part_of !== undefined) return partOf(compileVerbs(from, verbs), spec.part_of, context)
  return compileVerbs(from, verbs)
}

function compileVerbs(from: ReadValue, verbs: readonly Verb[]): ReadValue {
  if (verbs.length === 0) return from
  return (member, record) => {
    let value = from(member, record)
    for (const verb of verbs) {
      if (value === undefined || value === null) return undefined
      value = verb(value)
    }
    return value
  }
}

function compileOrigin(spec: ValueSpec, context: ValueContext): ReadValue {
  if (spec.path !== undefined) {
    const { root, names, many } = parsePath(spec.path, context.where)
    context.reads(spec.path)
    return (member, record) => {
      const found = valuesAt(names, root ? record : member)
      return many ? (found.length > 0 ? found : undefined) : found[0]
    }
  }
  if (spec.first !== undefined) {
    const values = spec.first.map((each) => compileValue(each, context))
    return (member, record) => {
      for (const value of values) {
        const found = value(member, record)
        if (found !== undefined) return found
      }
      return undefined
    }
  }
  if (spec.column !== undefined) {
    const names = spec.column
    for (const name of names) context.reads(`$/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    return (_member, record) => names.find((name) => valuesAt([name], record).length > 0)
  }
  return () => spec.const
}

type Verb = (value: NonNullable<unknown>) => unknown

/** The name of a part of a dataset. A part without its dataset, or a dataset without its part, names neither. */
function partOf(part: ReadValue, dataset: string | ValueSpec, context: ValueContext): ReadValue {
  const whole = typeof dataset === 'string' ? () => dataset : compileValue(dataset, context)
  return (member, record) => {
    const [id, name] = [whole(member, record), part(member, record)]
    if (id === undefined || id === null || name === undefined || name === null) return undefined
    if (typeof id !== 'string' || typeof name !== 'string') throw new Unreadable('wrong-type')
    return `${id}#${name}`
  }
}

/** What becomes of a value that a verb does not know. */
function unknown(value: unknown, otherwise: ValueSpec['otherwise']): unknown {
  if (otherwise === 'unreadable') throw new Unreadable('wrong-type')
  return otherwise === 'missing' ? undefined : value
}

function jsonVerb(path: string, context: ValueContext): Verb {
  const { names, many } = parsePath(path, context.where)
  return (text) => {
    if (typeof text !== 'string') throw new Unreadable('wrong-type')
    const read = parseJson(text)
    if ('code' in read) throw new Unreadable(read.code === 'malformed-json' ? 'wrong-type' : read.code)
    const found = valuesAt(names, read.value)
    return many ? (found.length > 0 ? found : undefined) : found[0]
  }
}

function joinVerb({ name, field }: { name: string; field: string }, joins: Joins): Verb {
  const table = joins.get(name)
  return (key) => {
    if (!table) return undefined
    if (typeof key !== 'string' && typeof key !== 'number') throw new Unreadable('wrong-type')
    const entry = table.get(key)
    if (!entry) throw new Unreadable('dangling-reference')
    return valuesAt([field], entry)[0]
  }
}

function textVerb(read: (text: string) => string | undefined, otherwise: ValueSpec['otherwise']): Verb {
  return (text) => {
    if (typeof text !== 'string') throw new Unreadable('wrong-type')
    return read(text) ?? unknown(text, otherwise)
  }
}

/** Numbers become days, or are wrong; a text is left to be judged as a date. */
function unitVerb(unit: Unit, otherwise: ValueSpec['otherwise']): Verb {
  if (unit === 'yyyymmdd') {
    const text = textVerb(dayOfDigits, otherwise)
    return (value) => text(typeof value === 'number' ? String(value) : value)
  }
  return (value) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return value
    const day = dayOf(value, unit)
    if (day === undefined) throw new Unreadable('wrong-type')
    return day
  }
}

function tableVerb(table: Readonly<Record<string, string>>, otherwise: ValueSpec['otherwise']): Verb {
  const entries = new Map(Object.entries(table))
  return (value) => {
    if (typeof value === 'object') throw new Unreadable('wrong-type')
    return entries.get(String(value)) ?? unknown(value, otherwise)
  }
}
