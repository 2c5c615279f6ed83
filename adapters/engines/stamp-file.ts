import {
  type ByteSink,
  type Cells,
  LIMITS,
  NATIVE_FIELD,
  ProvgateError,
  READ_CODES,
  type ReadCode,
  type ReadPlan,
  type Source,
} from '../../src/index.ts'
import { concat } from '../formats/bytes.ts'
import { jsonl } from '../formats/jsonl.ts'
import type { Input } from './input.ts'

/** Records that were stamped, and those that said already where they come from. */
export interface Stamped {
  readonly stamped: number
  readonly kept: number
}

const STAMP = 0
const KEEP = 1
/** Codes from here on are records that can't be stamped, by the place of the reason in this list. */
const REFUSED = 2
const REASONS = Object.keys(READ_CODES) as ReadCode[]

/**
 * Writes the records of a JSONL input with a source in their `provenance` field. Records that have one stay as they
 * are; all other bytes are the input's.
 * @throws ProvgateError `input` for a record that can't be read, with its row
 */
export async function stampFile(
  { source: bytes, format }: Pick<Input, 'source' | 'format'>,
  source: Source,
  sink: ByteSink,
  signal?: AbortSignal,
): Promise<Stamped> {
  const { name } = bytes
  if (format.id !== jsonl.id)
    throw new ProvgateError('unsupported', `\`${name}\` is no JSONL: a column can not be added to it`, {
      file: name,
      fix: 'declare its origin with `defaults` in `provgate.yaml`, or add a `provenance` column where it is made',
    })
  const field = `${JSON.stringify(NATIVE_FIELD)}:${JSON.stringify(source)}`
  const counts = { stamped: 0, kept: 0 }
  const opened = await jsonl.open(bytes, LIMITS, signal)
  let open = false
  try {
    for await (const { first, codes, payload } of opened.batches(planOf())) {
      const pieces: Uint8Array[] = []
      for (const [i, code] of codes.entries()) {
        if (code >= REFUSED) refuse(name, first + i, REASONS[code - REFUSED]!)
        counts[code === STAMP ? 'stamped' : 'kept'] += 1
        if (open) pieces.push(LINE_END)
        const line = payload.bytes.subarray(payload.starts[i], payload.ends[i])
        open = line.at(-1) !== LF
        pieces.push(...(code === STAMP ? withField(line, field) : [line]))
      }
      await sink.write(concat(pieces))
    }
  } finally {
    await opened.close()
  }
  return counts
}

function planOf(): ReadPlan {
  const code = (cells: Cells | ReadCode): number => {
    if (typeof cells === 'string') return REFUSED + REASONS.indexOf(cells)
    if (!Object.hasOwn(cells, NATIVE_FIELD)) return STAMP
    // A second key of that name would make the record unreadable.
    return cells[NATIVE_FIELD] === null ? REFUSED + REASONS.indexOf('duplicate-key') : KEEP
  }
  return {
    columns: [NATIVE_FIELD],
    cacheable: false,
    limits: LIMITS,
    intern: (_key, make) => code(make()),
    origin: code,
    reject: (reason) => REFUSED + REASONS.indexOf(reason),
  }
}

function refuse(file: string, row: number, code: ReadCode): never {
  throw new ProvgateError('input', `\`${file}\` row ${row} can not be stamped: ${READ_CODES[code]}`, {
    file,
    row,
    fix: code === 'duplicate-key' ? 'keep one `provenance` field at most, and none that is null' : 'mend that record',
  })
}

const LF = 0x0a
const LINE_END = Uint8Array.of(LF)
const CLOSE = 0x7d
const OPEN = 0x7b
const encoder = new TextEncoder()

/** The line of a JSON object with one more member before its end. */
function withField(line: Uint8Array, field: string): Uint8Array[] {
  const end = line.lastIndexOf(CLOSE)
  let last = end - 1
  while (last >= 0 && isSpace(line[last]!)) last--
  const text = line[last] === OPEN ? field : `,${field}`
  return [line.subarray(0, end), encoder.encode(text), line.subarray(end)]
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === LF
