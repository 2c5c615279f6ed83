import { z } from 'zod'
import { lazyObject } from './lazy-object.ts'
import { leafFields } from './provenance.ts'
import { reviewed } from './review.ts'

const text = z.string().min(1)
const obj = z.strictObject

/**
 * A place in a record, as a JSON pointer: `/a/b`, with `~1` for `/` and `~0` for `~` in a name. `*` stands for every
 * member of a list or object; `**`, at the end of `each` only, for every object at any depth, the value itself included.
 * Beside an `each`, a path starts at the member, and the empty path is the member; `$/…` starts at the record.
 */
const Path = z
  .string()
  .regex(/^\$?(?:\/[^/]*)*$/, 'a path starts with `/` or `$/`; a constant is written `{const: …}`')
  .meta({ description: 'JSON pointer; `*` every member, `**` any depth' })

const plain = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])

/** How one value is had: from one place, then through the verbs that are named, in the order of the fields here. */
export interface ValueSpec {
  path?: string | undefined
  const?: string | number | boolean | string[] | undefined
  first?: ValueSpec[] | undefined
  column?: string[] | undefined
  json?: string | undefined
  join?: { name: string; field: string } | undefined
  capture?: string | undefined
  unit?: 's' | 'ms' | 'us' | 'ns' | 'epoch' | 'yyyymmdd' | undefined
  table?: Record<string, string> | undefined
  otherwise?: 'keep' | 'missing' | 'unreadable' | undefined
  part_of?: string | ValueSpec | undefined
}

const ONE_OF = ['path', 'const', 'first', 'column'] as const

export const ValueSpec: z.ZodType<ValueSpec> = lazyObject(() => ({
  path: Path.optional(),
  const: plain.optional().meta({ description: 'a constant' }),
  first: z.array(ValueSpec).min(1).optional().meta({ description: 'the first of these that is there' }),
  column: z
    .array(text)
    .min(1)
    .optional()
    .meta({ description: 'the name of the first of these columns that is there and not null' }),
  json: Path.optional().meta({ description: 'the value is JSON text; this path inside it' }),
  join: obj({ name: text, field: text })
    .optional()
    .meta({ description: 'look the value up in a joined file; missing where that file is not given' }),
  capture: text.optional().meta({
    description: 'text with one `{}` to take and any `{_}` to pass over: `{}:{_}`; each takes as little as it can',
  }),
  unit: z.enum(['s', 'ms', 'us', 'ns', 'epoch', 'yyyymmdd']).optional().meta({
    description:
      'a number that counts these since 1970 (`epoch`: which, its size tells), or a text of eight digits → a UTC day; a date in words is kept',
  }),
  table: z.record(z.string(), z.string()).optional().meta({
    description: 'value → value; numbers, true and false are looked up as JSON writes them',
  }),
  otherwise: z
    .enum(['keep', 'missing', 'unreadable'])
    .optional()
    .meta({ description: 'a text that the capture, `yyyymmdd` or the table does not know; default `keep`' }),
  part_of: z.union([text, ValueSpec]).optional().meta({
    description: 'the text names a part of this dataset, so that it becomes `ORG/NAME#TEXT`; an id, or how to have one',
  }),
}))
  .check(({ value, issues }) => {
    const from = ONE_OF.filter((verb) => value[verb] !== undefined)
    if (from.length !== 1)
      issues.push({
        code: 'custom',
        input: value,
        message: 'a value comes from one of `path`, `const`, `first`, `column`',
      })
    const holes = value.capture?.match(/\{_?\}/g) ?? []
    if (value.capture !== undefined && holes.filter((hole) => hole === '{}').length !== 1)
      issues.push({ code: 'custom', input: value.capture, path: ['capture'], message: 'a capture has one `{}`' })
    if (/\{_?\}\{_?\}/.test(value.capture ?? ''))
      issues.push({
        code: 'custom',
        input: value.capture,
        path: ['capture'],
        message: 'text must stand between two holes',
      })
  })
  .meta({ id: 'Value' })

/** One source that a convention reads out of a record. */
export const SourceRule = lazyObject(() => ({
  each: Path.optional().meta({ description: 'one source for every match; default: the record' }),
  when: z
    .record(Path, z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1))
    .optional()
    .meta({ description: 'path → values: read the source only where every one equals; null equals what is missing' }),
  set: z
    .partialRecord(z.enum(leafFields()), z.union([Path, ValueSpec]))
    .meta({ description: 'field of the source → a path, or how to have the value' }),
  signals: z
    .record(text, z.union([Path, ValueSpec]))
    .optional()
    .meta({ description: 'name of a signal → a path, or how to have the value; an object is read as its JSON' }),
  required: z.array(z.enum(leafFields())).optional().meta({
    description:
      'fields without which there is no such source; an empty list: there always is; default: any that is not constant',
  }),
})).check(({ value: { set, required = [] }, issues }) => {
  for (const field of required)
    if (set[field] === undefined)
      issues.push({ code: 'custom', input: required, path: ['required'], message: `\`${field}\` is not in \`set\`` })
})
export type SourceRule = z.infer<typeof SourceRule>

/** A file that records refer to, read before the first byte. */
export const JoinSpec = lazyObject(() => ({
  name: text,
  file: text.optional().meta({ description: 'given in `provgate.yaml`; a path relative to it' }),
  key: Path.meta({ description: 'the key in the joined file' }),
  fields: z.array(text).min(1).meta({ description: 'fields that are taken; nothing else is kept' }),
  max: z.number().int().positive().default(100_000).meta({ description: 'entries at most' }),
}))
export type JoinSpec = z.infer<typeof JoinSpec>

/** How a known kind of file carries provenance. A `provenance` field is read beside it, whatever it says. */
export const ConventionSpec = lazyObject(() => ({
  id: text,
  says: text,
  detect: obj({
    columns: z.array(text).min(1).meta({ description: 'columns that every record has' }),
    absent: z.array(text).default([]).meta({ description: 'columns that no record has' }),
    types: z.record(z.string(), z.enum(['string', 'number', 'boolean', 'list', 'object'])).default({}),
    rank: z.number().int().default(0).meta({ description: 'of two that match, the higher is taken' }),
  }).optional(),
  joins: z.array(JoinSpec).default([]),
  sources: z.array(SourceRule).min(1),
  seen_in: z.array(text).default([]),
  reviewed,
}))
export type ConventionSpec = z.infer<typeof ConventionSpec>
