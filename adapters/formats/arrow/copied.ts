import type { Data } from 'apache-arrow'
import { type Assembled, framed, messageOf, padded, structs } from './assemble.ts'
import type { ArrowBatch } from './batch.ts'
import { PREFIX } from './codec.ts'
import { type Place, settle } from './dictionary.ts'
import type { FlatFields } from './flat-write.ts'
import { bytesOf } from './layout.ts'
import { wholeOf } from './whole.ts'

/** In a compressed body, the length of a buffer that is stored as it is. */
const STORED = new Uint8Array(PREFIX).fill(0xff)

/**
 * A batch of which all rows stay, as views of the bytes that came: the whole message where nothing has to change, else
 * its buffers, with those in place that have to. Undefined where its rows have to be gathered.
 */
export function copiedBatch(batch: ArrowBatch, place: Place): Assembled | undefined {
  const whole = wholeOf(batch)
  if (!whole) return undefined
  const { block, raw } = batch
  const changed = new Map(whole.changed)
  settle(
    whole.encoded.map(({ data }) => data),
    place,
  )
  for (const { data, buffer } of whole.encoded) {
    const indices = bytesOf((data as Data).values)
    if (!startsWith(block.buffers.get(buffer), indices)) changed.set(buffer, [indices])
  }
  if (changed.size === 0 && raw.body.size % 8 === 0 && block.buffers.packed())
    return { head: framed(raw.bytes), rows: block.length, parts: raw.body.parts, body: raw.body.size }
  return rebuilt(batch, changed)
}

function rebuilt({ block }: ArrowBatch, changed: ReadonlyMap<number, readonly Uint8Array[]>): Assembled {
  const { buffers, codec } = block
  const parts: Uint8Array[] = []
  const places: number[] = []
  let body = 0
  const add = (part: Uint8Array): void => {
    if (part.length === 0) return
    parts.push(part)
    body += part.length
  }
  for (let i = 0; i < buffers.count; i++) {
    const start = body
    const other = changed.get(i)
    if (other === undefined) buffers.stored(i).forEach(add)
    else {
      if (codec !== undefined && other.length > 0) add(STORED)
      other.forEach(add)
    }
    places.push(start, body - start)
    add(new Uint8Array(padded(body) - body))
  }
  const fields: FlatFields = [
    [0, { scalar: 8, value: block.length }],
    [1, structs(block.nodes, 2)],
    [2, structs(places, 2)],
    ...(codec === undefined ? [] : [[3, { table: [[0, { scalar: 1, value: codec }]] }] as const]),
    ...(block.variadics.length > 0 ? [[4, structs(block.variadics, 1)] as const] : []),
  ]
  return { head: framed(messageOf('batch', fields, body, block.metadata)), rows: block.length, parts, body }
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  for (let i = 0; i < start.length; i++) if (bytes[i] !== start[i]) return false
  return true
}
