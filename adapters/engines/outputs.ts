import {
  type ByteSink,
  type FileSummary,
  type Format,
  ProvgateError,
  type RowCounts,
  type Sinks,
  type Writer,
} from '../../src/index.ts'
import type { Digest } from '../places/digest.ts'
import { createFile, type FileSink, removeFile, safeJoin } from '../places/file.ts'
import { type Codec, pack } from '../registry.ts'
import type { Threads } from './crew.ts'
import { createFates } from './fates.ts'
import { reasonsOf } from './names.ts'
import { createReasonLines } from './reasons.ts'

type Output = FileSummary['outputs'][number]

interface Open {
  readonly path: string
  readonly file: FileSink
  readonly packed: ByteSink
  readonly writer: Writer<unknown> | undefined
}

/** Everything that is written for one input. Nothing is published before `publish`, and after `abort` nothing remains. */
export interface ShardOutputs {
  readonly sinks: Sinks<unknown>
  /**
   * Ends all files, holds the rows that were written against the counts, and publishes them. The digest of the input is
   * asked for when nothing is read of it any more, and saves that of a file which is the same.
   */
  publish(counts: RowCounts, digest?: () => Promise<Digest | undefined>): Promise<Output[]>
  abort(): Promise<void>
}

/** Opens the outputs of one input below `out`. The quarantine's files are made when the first row is held. */
export async function openOutputs(
  out: string,
  name: string,
  options: {
    readonly format: Format
    readonly head: unknown
    readonly codec: Codec
    readonly rows: boolean
    readonly threads?: Threads | undefined
  },
): Promise<ShardOutputs> {
  const { format, head, codec, rows, threads } = options
  const opened: Open[] = []
  const published: string[] = []
  const open = async (
    folder: string,
    leaf: string,
    make?: (sink: ByteSink) => Writer<unknown>,
    code: Codec = 'none',
  ): Promise<Open> => {
    const path = `${folder}/${leaf}`
    const follow = threads?.follow
    const file = await createFile(safeJoin(out, path), { follow, ...(folder === 'quarantine' && { mode: 0o600 }) })
    const packed = await pack(file, code)
    const entry = { path, file, packed, writer: make?.(packed) }
    opened.push(entry)
    return entry
  }
  const rowsOf = (sink: ByteSink) => format.write(head, sink, threads)
  let pass: Open | undefined
  let held: Open | undefined
  let reasons: Open | undefined
  const rulings = await open('rulings', `${name}.parquet`)
  const fates = await createFates(rulings.packed)
  try {
    if (rows) pass = await open('pass', name, rowsOf, codec)
  } catch (error) {
    await rulings.file.abort()
    throw error
  }
  const lines = createReasonLines()
  let heldRows = 0

  return {
    sinks: {
      async pass(batch, mask) {
        if (rows) await pass!.writer!.put(batch, mask)
      },
      async quarantine(batch, mask) {
        if (!rows) return
        held ??= await open('quarantine', name, rowsOf, codec)
        await held.writer!.put(batch, mask)
      },
      async both(batch, passing, holding) {
        if (!rows) return
        held ??= await open('quarantine', name, rowsOf, codec)
        const [writer, other] = [pass!.writer!, held.writer!]
        if (writer.putBoth) return writer.putBoth(batch, passing, other, holding)
        await writer.put(batch, passing)
        await other.put(batch, holding)
      },
      fate(first, count, ruling) {
        fates.add(first, count, ruling)
        if (rows ? ruling.action !== 'quarantine' : ruling.action === 'pass') return
        heldRows += count
        lines.add(first, count, ruling.id)
      },
      async settle() {
        await fates.settle()
        if (!lines.waiting) return
        reasons ??= await open('quarantine', reasonsOf(name))
        await lines.write(reasons.packed)
      },
    },
    async publish(counts, digest) {
      const written: Output[] = []
      const expect = (path: string, found: number, wanted: number) => {
        if (found !== wanted)
          throw new ProvgateError(
            'conservation',
            `\`${path}\`: ${found} rows were written where ${wanted} were to be`,
            { file: path },
          )
      }
      await fates.finish()
      let same = false
      if (rows) {
        if (counts.in !== counts.pass + counts.quarantine + counts.drop + counts.reject) expect(name, counts.in, 0)
        const passed = await pass!.writer!.finish()
        expect(pass!.path, passed.rows, counts.pass)
        same = passed.same === true
        const kept = held ? (await held.writer!.finish()).rows : 0
        expect(held?.path ?? name, kept, counts.quarantine + counts.reject)
        expect(reasons?.path ?? name, heldRows, kept)
      }
      const input = await digest?.()
      if (same && input?.bytes === pass!.file.bytes) await pass!.file.same(input.sha256)
      // At the same time, since each waits for the disk: of small files that is most of what they take.
      const closed = await Promise.allSettled(
        opened.map(async ({ path, packed }) => {
          await packed.close()
          published.push(path)
        }),
      )
      for (const result of closed) if (result.status === 'rejected') throw result.reason
      for (const { path, file } of opened) {
        const count =
          path === pass?.path ? counts.pass : path === held?.path || path === reasons?.path ? heldRows : null
        written.push({ path, rows: count, bytes: file.bytes, sha256: file.digest() })
      }
      return written.sort((a, b) => (a.path < b.path ? -1 : 1))
    },
    async abort() {
      for (const { packed, file } of opened) {
        await packed.abort().catch(() => undefined)
        await file.abort().catch(() => undefined)
      }
      for (const path of published) await removeFile(safeJoin(out, path))
    },
  }
}
