import { fresh, numbers } from '../arena.ts'
import { countOf } from '../bytes.ts'
import type { Rooms } from '../codecs/rooms.ts'
import { snappySteps } from '../codecs/snappy.ts'
import type { Steps } from '../codecs/steps.ts'
import { zstdSteps } from '../codecs/zstd.ts'
import { type Codec, inflateNow } from './codec.ts'
import { createKept, type Slice } from './cut.ts'
import { damaged, unsupported } from './fault.ts'
import { ENCODING } from './layout.ts'
import { levelsOf, type Reading, type StoredPage } from './page.ts'
import type { Span } from './span.ts'

/** Bytes of a page from which on it is unpacked by steps. */
const LARGE = 4 * 1024 * 1024

/**
 * Cuts a large page of texts as `cut` does, but unpacks it meanwhile: a writer that gives a column one page in a row
 * group may make it of any size. Undefined for a page that has to be there at once.
 */
export function cutLarge(
  stored: StoredPage,
  keeps: readonly Uint8Array[],
  reading: Reading,
  most: number,
): Generator<Slice> | undefined {
  const { leaf, codec, rooms } = reading
  const { encoding, size, second } = stored
  if (size < LARGE || !rooms || leaf.rep > 0 || leaf.type !== 'BYTE_ARRAY' || encoding !== ENCODING.plain)
    return undefined
  if (!second.packed) return undefined
  const head = stored.kind === 'data2' ? second.rep + second.def : 0
  if (head > Math.min(stored.body.size, size)) damaged('the levels of a page run past its end')
  const steps = stepsOf(codec, stored.body.part(head, stored.body.size), size - head, rooms)
  return steps && slices(stored, keeps, reading, steps, most)
}

function* slices(
  stored: StoredPage,
  keeps: readonly Uint8Array[],
  { leaf, room = fresh }: Reading,
  steps: Sure,
  most: number,
): Generator<Slice> {
  const { entries, encoding } = stored
  /** What there is of the page, from the beginning of the slice on, and how much of it was looked at. */
  let bytes = steps.next(0)
  let view = viewOf(bytes)
  let [start, at] = [0, 0]
  const need = (count: number): void => {
    while (bytes.length - at < count) {
      if (steps.ended) damaged('a page ends before its values do')
      bytes = steps.next(start)
      view = viewOf(bytes)
      at -= start
      start = 0
    }
  }
  const number = (): number => {
    need(4)
    at += 4
    return view.getUint32(at - 4, true)
  }
  const def = leaf.def > 0 ? defsOf() : undefined
  const present = def ? countOf(leaf.def, def) : entries
  if (stored.kind === 'data2' && present !== entries - stored.second.nulls) damaged('a page miscounts its nulls')

  /** Where the values of the slice end, from its beginning on. */
  const ends = numbers(room, Math.min(present, entries) + 1)
  ends[0] = 0
  let [first, count] = [0, 0]
  const kept = createKept(keeps)
  const slice = (end: number): Slice => ({
    page: {
      entries: end - first,
      encoding,
      def: def?.subarray(first, end),
      rep: undefined,
      indexes: undefined,
      values: { count, width: 0, bytes: bytes.subarray(start, at), at: ends.subarray(0, count + 1) },
    },
    keeps: keeps.map((keep) => keep.subarray(first, end)),
  })
  for (let i = 0; i < entries; i++) {
    // Of rows that go no more is held than of rows that stay.
    if (kept.most >= most || at - start >= 2 * most) {
      yield slice(i)
      ;[first, start, count] = [i, at, 0]
      kept.reset()
    }
    if (def && def[i] !== leaf.def) continue
    const length = number()
    need(length)
    at += length
    ends[++count] = at - start
    kept.add(i, 4 + length)
  }
  yield slice(entries)
  // What stands behind the values is damaged, or not, all the same.
  while (!steps.ended) bytes = steps.next(bytes.length)

  function defsOf(): Uint8Array {
    if (stored.kind === 'data2') {
      const { rep, def } = stored.second
      return levelsOf(stored.body.bytes(rep, rep + def), 0, def, leaf.def, entries, room)
    }
    if (stored.levels[0] !== ENCODING.rle) unsupported(`levels in encoding ${stored.levels[0]} are not known`)
    const size = number()
    need(size)
    const found = levelsOf(bytes, at, at + size, leaf.def, entries, room)
    at += size
    start = at
    return found
  }
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length)

/** Steps that get on, or throw. */
interface Sure extends Steps {
  next(used: number): Uint8Array
}

/** Steps that go on with all bytes at once where they don't get on: some may refer to what is gone. */
function stepsOf(codec: Codec, packed: Span, size: number, rooms: Rooms): Sure | undefined {
  if (codec !== 'ZSTD' && codec !== 'SNAPPY') return undefined
  const steps = codec === 'ZSTD' ? zstdSteps(packed, size, rooms.unpacking) : snappySteps(packed, size, rooms)
  if (!steps) return undefined
  let given = 0
  let whole: Uint8Array | undefined
  return {
    get ended() {
      return whole !== undefined || steps.ended
    },
    next(used) {
      given += used
      const found = whole ? undefined : steps.next(used)
      if (found) return found
      whole ??= inflateNow(codec, packed, size, rooms)
      return whole.subarray(given)
    },
  }
}
