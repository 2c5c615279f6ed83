import { type ByteSink, ProvgateError, type Writer } from '../../../src/index.ts'
import { createArena } from '../arena.ts'
import { joined } from '../bytes.ts'
import { type Assembled, batchMessage, dictionaryMessage, framed } from './assemble.ts'
import type { ArrowBatch } from './batch.ts'
import { copiedBatch } from './copied.ts'
import { type Emission, replacing } from './emit.ts'
import { named } from './fault.ts'
import { END, footerBytes, MAGIC, type Place } from './file.ts'
import { gatheredBatch } from './gathered.ts'
import { growing } from './growing.ts'
import { partsOf, pieceOf } from './pieces.ts'
import { takeWith } from './take.ts'

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

/**
 * Writes rows as an Arrow stream or file, one record batch for each batch of which rows pass: as it came where all of
 * them do, else gathered, and not compressed.
 */
export function arrowWriter(container: Container, head: ArrowHead, sink: ByteSink): Writer<ArrowBatch> {
  const dictionaries = container === 'file' ? growing() : replacing()
  const arena = createArena()
  const places = { dictionaries: [] as Place[], batches: [] as Place[] }
  let position = 0
  let rows = 0
  let started = false

  async function write(parts: Iterable<Uint8Array>): Promise<void> {
    for (const part of joined(parts)) {
      position += part.length
      await sink.write(part)
    }
  }
  async function send({ head, parts, body }: Assembled, list: Place[]): Promise<void> {
    if (container === 'file') list.push({ at: position, head: head.length, body })
    await write(partsOf([pieceOf(head), { size: body, parts }]))
  }
  async function define(emissions: readonly Emission[]): Promise<void> {
    for (const { id, values, delta } of emissions) await send(dictionaryMessage(id, values, delta), places.dictionaries)
  }
  /** Buffers are looked at here for the first time, so that damage may show. */
  function own<T>(look: () => T): T {
    try {
      return look()
    } catch (error) {
      throw named(head.name, error)
    }
  }
  function messageOf(batch: ArrowBatch, mask: Uint8Array): Assembled {
    if (batch.reference) {
      const taken = takeWith(batch.whole(), mask, dictionaries.place)
      return batchMessage(taken.data.children, taken.numRows, taken.metadata)
    }
    const copied = mask.includes(0) ? undefined : copiedBatch(batch, dictionaries.place)
    return copied ?? gatheredBatch(batch, mask, dictionaries.place, arena.room)
  }
  async function start(): Promise<void> {
    if (started) return
    started = true
    if (container === 'file') await write([MAGIC, new Uint8Array(2)])
    await write([framed(head.message)])
  }

  return {
    async put({ payload }, mask) {
      if (mask.length !== payload.rows) {
        const says = `\`${head.name}\`: ${mask.length} decisions for ${payload.rows} rows`
        throw new ProvgateError('conservation', says, { file: head.name })
      }
      if (!mask.includes(1)) return
      arena.reset()
      const message = own(() => messageOf(payload, mask))
      await start()
      await define(dictionaries.take())
      await send(message, places.batches)
      rows += message.rows
    },
    async finish() {
      await start()
      await define(own(dictionaries.finish))
      await write(container === 'file' ? [END, footerBytes(head.message, places, head.footer)] : [END])
      return { rows }
    },
  }
}
