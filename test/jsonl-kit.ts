import { jsonl } from '../adapters/formats/jsonl.ts'
import type { ReadCode } from '../src/errors.ts'
import type { ByteSink, ByteSource, Cells, Limits, ReadPlan, Written } from '../src/ports.ts'
import { LIMITS } from '../src/ports.ts'

const encoder = new TextEncoder()
export const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? encoder.encode(text) : text

/** A source in memory, handed over in pieces of `size` bytes. */
export function sourceOf(content: string | Uint8Array, size = 1 << 16): ByteSource & { readonly given: number } {
  const bytes = bytesOf(content)
  let given = 0
  return {
    name: 'data/in.jsonl',
    async *stream() {
      for (let at = 0; at < bytes.length; at += size) {
        given += Math.min(size, bytes.length - at)
        yield bytes.slice(at, at + size)
      }
    },
    get given() {
      return given
    },
  }
}

export function memorySink(): ByteSink & { text(): string; bytes(): Uint8Array } {
  const chunks: Uint8Array[] = []
  const bytes = () => new Uint8Array(Buffer.concat(chunks))
  return {
    write: async (chunk) => void chunks.push(chunk.slice()),
    close: async () => {},
    abort: async () => {},
    bytes,
    text: () => new TextDecoder().decode(bytes()),
  }
}

/** What a row was found to be: its cells, a code of unreadable provenance, or the code of its rejection. */
type Found = { cells: Cells } | { unreadable: ReadCode } | { rejected: ReadCode }

export interface PlanOptions {
  columns?: string[]
  cacheable?: boolean
  limits?: Partial<Limits>
  reference?: boolean
}

const REFERENCE = process.env.PROVGATE_REFERENCE === '1'

/** A plan that keeps every origin apart, except that equal keys give equal codes. */
export function planOf({
  columns = ['provenance'],
  cacheable = true,
  limits = {},
  reference = REFERENCE,
}: PlanOptions = {}) {
  const found: Found[] = []
  const keys = new Map<string, number>()
  let made = 0
  const origin = (value: Cells | ReadCode): number =>
    found.push(typeof value === 'string' ? { unreadable: value } : { cells: { ...value } }) - 1
  const plan: ReadPlan = {
    columns,
    cacheable,
    limits: { ...LIMITS, ...limits },
    reference,
    origin,
    reject: (code) => found.push({ rejected: code }) - 1,
    intern: (key, make) => {
      const known = keys.get(key)
      if (known !== undefined) return known
      made++
      const code = origin(make())
      keys.set(key, code)
      return code
    },
  }
  return { plan, found, made: () => made }
}

/** All rows of an input in order, and what `keep` lets through. */
export async function run(
  content: string | Uint8Array,
  { size, ...options }: PlanOptions & { size?: number; keep?: (row: number) => boolean } = {},
): Promise<Ran> {
  return runSource(sourceOf(content, size), options)
}

interface Ran {
  rows: Found[]
  written: Written
  out: Uint8Array
  text: string
  made: number
}

/** The same for a source. */
export async function runSource(
  source: ByteSource,
  { keep = () => true, ...options }: PlanOptions & { keep?: (row: number) => boolean } = {},
): Promise<Ran> {
  const { plan, found, made } = planOf(options)
  const opened = await jsonl.open(source, plan.limits)
  const sink = memorySink()
  const writer = jsonl.write(opened.head, sink)
  const rows: Found[] = []
  for await (const batch of opened.batches(plan)) {
    if (batch.first !== rows.length + 1) throw new Error(`batch begins at ${batch.first} after ${rows.length} rows`)
    for (const code of batch.codes) rows.push(found[code]!)
    const first = batch.first
    await writer.put(
      batch,
      Uint8Array.from(batch.codes, (_, i) => (keep(first + i) ? 1 : 0)),
    )
  }
  const written = await writer.finish()
  await opened.close()
  return { rows, written, out: sink.bytes(), text: sink.text(), made: made() }
}
