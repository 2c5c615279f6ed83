import { formatOf, pack, unpack } from '../adapters/registry.ts'
import { Settings } from '../schemas/config.ts'
import type { RowCounts } from '../schemas/ledger.ts'
import type { Ruling } from '../schemas/ruling.ts'
import { builtinCatalog, indexCatalog } from '../src/index.ts'
import { prepare } from '../src/judge.ts'
import { createLedger } from '../src/ledger.ts'
import { createPlan } from '../src/plan.ts'
import { type ByteSource, LIMITS, type Shape } from '../src/ports.ts'
import { route } from '../src/route.ts'
import { createTable } from '../src/table.ts'
import type { Variant } from './format-rows.ts'
import { memorySink } from './parquet-kit.ts'

const judge = prepare(indexCatalog(builtinCatalog), {
  target: { name: 'foo-7b', kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true },
  settings: { ...Settings.parse({}), as_of: '2026-11-22' },
})

/** What became of one input. */
export interface Outcome {
  /** One a row, in order. */
  readonly rulings: readonly Ruling[]
  readonly counts: RowCounts
  readonly pass: Uint8Array
  readonly held: Uint8Array
  /** Rows that the writers counted. */
  readonly written: { readonly pass: number; readonly held: number }
  readonly declared: number | undefined
  readonly shape: Shape
}

const REFERENCE = process.env.PROVGATE_REFERENCE === '1'

/** Filters an input as the engine does: format and packing from its name, rows judged, written to two outputs. */
export async function filter(
  source: ByteSource,
  { convention }: Pick<Variant, 'convention'>,
  {
    signal,
    nothing = false,
  }: { signal?: AbortSignal /** Whether no row passes or is held. */; nothing?: boolean } = {},
): Promise<Outcome> {
  const entry = formatOf(source.name)
  const format = await entry.load(source)
  const opened = await format.open(await unpack(source, entry.codec, signal), LIMITS, signal)
  const table = createTable(1000)
  const ledger = createLedger(judge, table)
  const output = async () => {
    const sink = memorySink()
    const packed = await pack(sink, entry.codec)
    return { sink, packed, writer: format.write(opened.head, packed) }
  }
  const [pass, held] = [await output(), await output()]
  const rulings: Ruling[] = []
  const counts = await route(opened.batches(createPlan({ convention, judge, table, reference: REFERENCE })), {
    file: source.name,
    table,
    ledger,
    page: ledger.open(source.name),
    signal,
    sinks: {
      pass: async (batch, mask) => (nothing ? undefined : pass.writer.put(batch, mask)),
      quarantine: async (batch, mask) => (nothing ? undefined : held.writer.put(batch, mask)),
      ...(pass.writer.putBoth && {
        both: async (batch, mask, other) =>
          nothing ? undefined : pass.writer.putBoth!(batch, mask, held.writer, other),
      }),
      fate: async (_, count, ruling) => void rulings.push(...Array.from({ length: count }, () => ruling)),
    },
  })
  const written = { pass: (await pass.writer.finish()).rows, held: (await held.writer.finish()).rows }
  await pass.packed.close()
  await held.packed.close()
  await opened.close()
  const { declared, shape } = opened
  return { rulings, counts, pass: pass.sink.bytes(), held: held.sink.bytes(), written, declared, shape }
}
