import type { RecordBatch } from 'apache-arrow'
import { type ByteSink, ProvgateError, type Writer } from '../../src/index.ts'
import { type Assembled, batchMessage, dictionaryMessage, framed, padded } from './arrow-assemble.ts'
import { growing, replacing } from './arrow-emit.ts'
import { named } from './arrow-fault.ts'
import { END, footerBytes, MAGIC, type Place } from './arrow-file.ts'
import { takeWith } from './arrow-take.ts'
import { joined } from './bytes.ts'

export type Container = 'stream' | 'file'

/** What a writer needs before the first row. */
export interface ArrowHead {
  /** The input, for messages. */
  readonly name: string
  /** The schema message as it came: names, types, order, nullability and all metadata stay what they are. */
  readonly message: Uint8Array
  /** Metadata of a file's footer, known when the input was read to its end. */
  readonly footer: ReadonlyMap<string, string>
}

/** Writes rows as an Arrow stream or file: uncompressed, one record batch for each batch of which rows pass. */
export function arrowWriter(container: Container, head: ArrowHead, sink: ByteSink): Writer<RecordBatch> {
  const dictionaries = container === 'file' ? growing() : replacing()
  const places = { dictionaries: [] as Place[], batches: [] as Place[] }
  let position = 0
  let rows = 0
  let started = false

  async function write(parts: readonly Uint8Array[]): Promise<void> {
    for (const part of joined(parts)) {
      position += part.length
      await sink.write(part)
    }
  }
  async function send(message: Assembled, list: Place[]): Promise<void> {
    if (container === 'file') list.push({ at: position, head: message.head.length, body: message.body })
    const gap = (size: number) => new Uint8Array(padded(size) - size)
    await write([message.head, ...message.buffers.flatMap((buffer) => [buffer, gap(buffer.length)])])
  }
  /** Nested dictionary indices are looked at here for the first time, so that damage may show. */
  function take(batch: RecordBatch, mask: Uint8Array): RecordBatch {
    try {
      return takeWith(batch, mask, dictionaries.place)
    } catch (error) {
      throw named(head.name, error)
    }
  }
  async function start(): Promise<void> {
    if (started) return
    started = true
    if (container === 'file') await write([MAGIC, new Uint8Array(2)])
    await write([framed(head.message)])
  }

  return {
    async put({ payload }, mask) {
      if (mask.length !== payload.numRows) {
        const says = `\`${head.name}\`: ${mask.length} decisions for ${payload.numRows} rows`
        throw new ProvgateError('conservation', says, { file: head.name })
      }
      if (!mask.includes(1)) return
      const taken = take(payload, mask)
      await start()
      for (const { id, values, delta } of dictionaries.take()) {
        await send(dictionaryMessage(id, values, delta), places.dictionaries)
      }
      await send(batchMessage(taken.data.children, taken.numRows, taken.metadata), places.batches)
      rows += taken.numRows
    },
    async finish() {
      await start()
      await write(container === 'file' ? [END, footerBytes(head.message, places, head.footer)] : [END])
      return { rows }
    },
  }
}
