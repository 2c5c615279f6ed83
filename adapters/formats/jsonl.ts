import { type ByteSource, type Format, type Limits, type Opened, ProvgateError } from '../../src/index.ts'
import { type Block, openBlocks } from './jsonl/blocks.ts'
import { createRowReader, type JsonlPayload } from './jsonl/rows.ts'
import { createShapeReader } from './jsonl/shape.ts'
import { refuseOtherFormats } from './jsonl/sniff.ts'
import { createWindow } from './jsonl/window.ts'
import { createJsonlWriter } from './jsonl/write.ts'

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
    async *batches(plan) {
      if (read) throw new ProvgateError('input', `\`${input.name}\` can be read only once`, { file: input.name })
      read = true
      const rows = createRowReader(plan)
      try {
        for (let block = early.shift(); block; block = early.shift()) yield* rows.read(block)
        blocks.use(rows.window)
        for (let block = await blocks.next(); block; block = await blocks.next()) yield* rows.read(block)
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
