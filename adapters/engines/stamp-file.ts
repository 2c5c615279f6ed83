import {
  type ByteSink,
  type ByteSource,
  type Cells,
  LIMITS,
  NATIVE_FIELD,
  ProvgateError,
  READ_CODES,
  type ReadCode,
  type Source,
} from '../../src/index.ts'
import type { Filling } from '../formats/filling.ts'
import type { Input } from './input.ts'

/** Records that were stamped, and those that said already where they come from. */
export interface Stamped {
  readonly stamped: number
  readonly kept: number
}

type Stamper = (input: ByteSource, filling: Filling, sink: ByteSink, signal: AbortSignal | undefined) => Promise<void>

const arrow =
  (container: 'stream' | 'file'): Stamper =>
  async (input, filling, sink, signal) =>
    (await import('../formats/arrow/stamp.ts')).stampArrow(container, input, filling, sink, { signal })

/** By the id of the format. Heavy libraries load only when a file of theirs is met. */
const STAMPERS: Readonly<Record<string, Stamper>> = {
  jsonl: async (input, filling, sink, signal) =>
    (await import('./stamp-jsonl.ts')).stampJsonl(input, filling, sink, signal),
  'arrow-stream': arrow('stream'),
  'arrow-file': arrow('file'),
  parquet: async (input, filling, sink, signal) =>
    (await import('../formats/parquet/stamp.ts')).stampParquet(input, filling, sink, { signal }),
}

/**
 * Writes the records of an input with a source in their `provenance`: a field of a JSON line, a column of text that
 * holds JSON in Arrow and Parquet. Records that have one stay as they are, and so does all else.
 * @throws ProvgateError `input` for a record that can't be read, with its row
 */
export async function stampFile(
  { source: bytes, format }: Pick<Input, 'source' | 'format'>,
  source: Source,
  sink: ByteSink,
  signal?: AbortSignal,
): Promise<Stamped> {
  const { name } = bytes
  const stamper = STAMPERS[format.id]
  if (!stamper)
    throw new ProvgateError('unsupported', `\`${name}\` is in a format that can not be stamped`, {
      file: name,
      fix: 'declare its origin with `defaults` in `provgate.yaml`',
    })
  const counts = { stamped: 0, kept: 0 }
  const column = format.id !== 'jsonl'
  await stamper(bytes, fillingOf(name, source, column ? codeOfCell : codeOfField, counts), sink, signal)
  return counts
}

const STAMP = 0
const KEEP = 1
/** Codes from here on are records that can't be stamped, by the place of the reason in this list. */
const REFUSED = 2
const REASONS = Object.keys(READ_CODES) as ReadCode[]
const refused = (reason: ReadCode): number => REFUSED + REASONS.indexOf(reason)

function codeOfField(cells: Cells): number {
  if (!Object.hasOwn(cells, NATIVE_FIELD)) return STAMP
  // A second key of that name would make the record unreadable.
  return cells[NATIVE_FIELD] === null ? refused('duplicate-key') : KEEP
}

/** Every row has a cell: one that is null or an empty text says nothing. */
function codeOfCell(cells: Cells): number {
  const cell = Object.hasOwn(cells, NATIVE_FIELD) ? cells[NATIVE_FIELD] : null
  return cell === null || cell === '' ? STAMP : KEEP
}

function fillingOf(
  file: string,
  source: Source,
  codeOf: (cells: Cells) => number,
  counts: { -readonly [K in keyof Stamped]: Stamped[K] },
): Filling {
  const code = (cells: Cells | ReadCode): number => (typeof cells === 'string' ? refused(cells) : codeOf(cells))
  return {
    column: NATIVE_FIELD,
    text: JSON.stringify(source),
    plan: {
      columns: [NATIVE_FIELD],
      cacheable: false,
      limits: LIMITS,
      intern: (_key, make) => code(make()),
      origin: code,
      reject: refused,
    },
    marks(first, codes) {
      const bad = codes.findIndex((code) => code >= REFUSED)
      if (bad >= 0) refuse(file, first + bad, REASONS[codes[bad]! - REFUSED]!)
      const marks = Uint8Array.from(codes, (code) => (code === STAMP ? 1 : 0))
      const stamped = marks.reduce((sum, mark) => sum + mark, 0)
      counts.stamped += stamped
      counts.kept += marks.length - stamped
      return marks
    },
  }
}

function refuse(file: string, row: number, code: ReadCode): never {
  throw new ProvgateError('input', `\`${file}\` row ${row} can not be stamped: ${READ_CODES[code]}`, {
    file,
    row,
    fix: code === 'duplicate-key' ? 'keep one `provenance` field at most, and none that is null' : 'mend that record',
  })
}
