import {
  type ByteSource,
  type Crew,
  type Format,
  type Limits,
  type Opened,
  ProvgateError,
  type ReadPlan,
} from '../../src/index.ts'
import { type Block, type BlockReader, openBlocks } from './jsonl/blocks.ts'
import type { Found } from './jsonl/part.ts'
import { nextReading, readParts } from './jsonl/parts.ts'
import { createRowReader, type JsonlPayload } from './jsonl/rows.ts'
import { createShapeReader } from './jsonl/shape.ts'
import { refuseOtherFormats } from './jsonl/sniff.ts'
import { createWindow } from './jsonl/window.ts'
import { createJsonlWriter } from './jsonl/write.ts'

/** Bytes that are read at once by ranges. */
const STEP = 512 * 1024

/** A writer of JSONL needs to know nothing before the first row. */
export type JsonlHead = null

/**
 * JSONL: one JSON object a line, in UTF-8.
 *
 * - A line ends at LF. A CR before it is part of the line's bytes and white space to JSON.
 * - A line of white space only is no record: it has no row number and is written nowhere. Rows are numbered from 1 by
 *   the records before them, so that row 3 is the third line with content.
 * - A byte order mark at the very start is passed over and stays with the bytes of the first line.
 * - The last record may lack its newline, and then also lacks it where it is written last. Every other line that is
 *   written ends in one.
 * - A line is a record if its bytes are UTF-8, `JSON.parse` would accept them, the value is an object, and neither
 *   `limits.line` (bytes without the newline) nor `limits.depth` is exceeded. Any other line is rejected, counted as
 *   a row, and its bytes reach the writer unchanged, also where they are too many to be held.
 * - A wanted key that stands twice in a record, also if spelled with escapes, or any key that stands twice inside a
 *   wanted value, makes the record's origin unreadable.
 *
 * A batch must be put before the next one is asked for: its bytes lie in memory that is read into again, and a line too
 * long to be held is read from the input while it is written.
 */
export const jsonl: Format<JsonlHead, JsonlPayload> = {
  id: 'jsonl',
  seeks: false,
  open,
  write: (_head, sink) => createJsonlWriter(sink),
}

async function open(input: ByteSource, limits: Limits, signal?: AbortSignal): Promise<Opened<JsonlHead, JsonlPayload>> {
  const blocks = openBlocks(input, limits.line, createWindow(), signal)
  const sample = createShapeReader(limits.depth)
  const early: Block[] = []
  let read = false
  try {
    while (!sample.full()) {
      const block = await blocks.next()
      if (!block) break
      if (early.length === 0) refuseOtherFormats(block.bytes, input.name)
      early.push({ ...block, bytes: block.bytes.slice() })
      sample.add(block)
      // asking for more would pass over the rest of this line
      if (block.tail) break
    }
  } catch (error) {
    await blocks.close()
    throw error
  }

  return {
    head: null,
    shape: sample.shape(),
    async *batches(plan, crew) {
      if (read) throw new ProvgateError('input', `\`${input.name}\` can be read only once`, { file: input.name })
      read = true
      const rows = createRowReader(plan)
      try {
        let at = 0
        let tail = false
        for (let block = early.shift(); block; block = early.shift()) {
          yield* rows.read(block)
          at += block.bytes.length
          tail = block.tail !== undefined
        }
        let rest: BlockReader | undefined = blocks
        const parts = tail ? undefined : partsOf(input, at, plan, crew, signal)
        if (parts) {
          rest = undefined
          for await (const found of parts) {
            yield* rows.take(found)
            if (found.tooLong !== undefined)
              rest = openBlocks(sourceFrom(input, found.tooLong), limits.line, createWindow(), signal)
          }
        }
        rest?.use(rows.window)
        for (let block = await rest?.next(); block; block = await rest?.next()) yield* rows.read(block)
      } finally {
        await blocks.close()
        rows.close()
      }
    },
    close: async () => {
      await blocks.close()
    },
  }
}

/** The parts of a file behind byte `from`, where other threads can read it; undefined where this one reads all of it. */
function partsOf(
  { descriptor: file, name, size, fill }: ByteSource,
  from: number,
  { columns, cacheable: recurring, limits, reference }: ReadPlan,
  crew?: Crew,
  signal?: AbortSignal,
): AsyncIterable<Found> | undefined {
  if (!crew || reference || file === undefined || size === undefined || !fill) return undefined
  const { depth, line } = limits
  const reading = { id: nextReading(), file, name, size, columns, recurring, depth, line }
  return readParts(reading, from, { crew, fill: (_file, _name, room, at) => fill(room, at), signal })
}

/** The bytes of a file from one of them on. */
function sourceFrom({ name, size = 0, range }: ByteSource, from: number): ByteSource {
  return {
    name,
    size: size - from,
    async *stream() {
      for (let at = from; at < size; at += STEP) yield await range!(at, Math.min(size, at + STEP))
    },
  }
}
