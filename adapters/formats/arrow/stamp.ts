import { type DataType, Message as Library, type Schema } from 'apache-arrow'
import { type ByteSink, type ByteSource, LIMITS, type Limits } from '../../../src/index.ts'
import { type Filling, unfit } from '../filling.ts'
import { byteReader } from './bytes.ts'
import { codesOf } from './cells.ts'
import { changedBatch } from './change.ts'
import { arrowCopier, copied } from './copy.ts'
import { dictionariesOf } from './dictionaries.ts'
import type { Message } from './envelope.ts'
import { extendedSchema } from './extend.ts'
import { named } from './fault.ts'
import { constantText, filledText, holdsText } from './fill.ts'
import { loadBatch } from './load.ts'
import { startArrow } from './open.ts'
import { spanOf } from './span.ts'
import type { Container } from './write.ts'

/**
 * Writes an Arrow input again with a text in the rows that have none in a column. Messages are copied; the schema gains
 * the column as Utf8 if it is not there, and each record batch its buffers, behind those that it had. A compressed
 * body stays compressed, the new buffers in it are stored. One record batch is in memory.
 * @throws ProvgateError `unsupported` where a row has no value and the column can't hold a text
 */
export async function stampArrow(
  container: Container,
  input: ByteSource,
  filling: Filling,
  sink: ByteSink,
  { limits = LIMITS, signal }: { readonly limits?: Limits; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const reader = byteReader(input, signal)
  const own = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw named(input.name, error)
    }
  }
  try {
    const { message, stored, footer, messages } = await own(() => startArrow(container, input, reader, limits))
    const schema = await own(() => Library.decode(message).header() as unknown as Schema)
    const dictionaries = dictionariesOf(schema, container, limits.block)
    const types = schema.fields.map((field) => field.type as DataType)
    const found = schema.fields.findIndex(({ name }) => name === filling.column)
    const index = found < 0 ? types.length : found
    const text = new TextEncoder().encode(filling.text)
    let first = 1

    const stamped = ({ block, raw }: Message & { kind: 'batch' }) => {
      const batch = loadBatch(schema, block, dictionaries.vectors)
      const marks = filling.marks(first, codesOf(batch, filling.plan))
      const marked = marks.indexOf(1)
      const row = first + marked
      first += marks.length
      if (found >= 0 && marked < 0) return copied(raw)
      if (found >= 0 && !holdsText(types[index] as DataType)) throw unfit(input.name, filling.column, row)
      const column =
        found < 0
          ? constantText(marks.length, text, limits)
          : filledText(batch.data.children[index]!, marks, text, limits)
      return changedBatch(raw, spanOf(types, index, block), column, limits)
    }

    const out = arrowCopier(container, sink)
    await out.start(found < 0 ? await own(() => extendedSchema(stored, filling.column)) : stored)
    for (;;) {
      const next = await own(messages.next)
      if (!next) break
      if (next.kind === 'dictionary') {
        await own(() => dictionaries.add(next))
        await out.send('dictionaries', copied(next.raw))
      } else if (next.kind === 'batch') await out.send('batches', await own(() => stamped(next)))
    }
    await out.finish(footer)
  } finally {
    await reader.close()
  }
}
