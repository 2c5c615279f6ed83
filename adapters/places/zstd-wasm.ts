import { Zstd } from '@hpcc-js/wasm-zstd'
import xxhash from 'xxhash-wasm'
import { ProvgateError } from '../../src/index.ts'
import { BLOCK, blockAt, CHECKED } from './zstd-frames.ts'
import { LEVEL, type ZstdWay } from './zstd-way.ts'

/** What the library keeps to itself. */
interface Inside {
  readonly _mainModule: { heapView(span: { readonly size: number }): Uint8Array }
  readonly _zstdClass: new () => { delete(): void }
}

/** Zstandard in WebAssembly, for a Node that has none. */
export async function wasmZstd(): Promise<ZstdWay> {
  const [zstd, { create64 }] = await Promise.all([Zstd.load(), xxhash()])
  const { _mainModule: heap, _zstdClass: Stream } = zstd as unknown as Inside
  if (typeof heap?.heapView !== 'function' || typeof Stream !== 'function')
    throw new ProvgateError('unsupported', 'the library for Zstandard is not of the version that is known', {
      fix: 'install @hpcc-js/wasm-zstd 1.12.5, or use Node 22.15 or later',
    })
  // The library copies each result through an array of numbers, which takes five times as long as to pack, and has one
  // stream for all: this gives it a better copy, and each decoder a stream.
  const over = <T extends object>(what: T, members: Readonly<Record<string, unknown>>): T =>
    Object.create(what, Object.fromEntries(Object.entries(members).map(([key, value]) => [key, { value }])))
  const copying = (copy: (bytes: Uint8Array) => Uint8Array) =>
    over(heap, { heapToUint8Array: (span: { readonly size: number }) => copy(heap.heapView(span)) })
  const packer = over(zstd, { _mainModule: copying((bytes) => bytes.slice()) })

  return {
    open() {
      const stream = new Stream()
      const room = new Uint8Array(BLOCK)
      const intoRoom = (bytes: Uint8Array): Uint8Array => {
        room.set(bytes)
        return room.subarray(0, bytes.length)
      }
      const decoder = over(zstd, { _mainModule: copying(intoRoom), _zstd: stream })
      let hash: ReturnType<typeof create64> | undefined
      return {
        async begin({ bytes, checked }) {
          hash = checked ? create64() : undefined
          // Its own check would only say that nothing came.
          const plain = bytes.slice()
          plain[4]! &= ~CHECKED
          decoder.reset()
          decoder.decompressChunk(plain, BLOCK)
        },
        *unpack(blocks) {
          for (let at = 0; at < blocks.length; ) {
            const { kind, size } = blockAt(blocks, at)
            const end = at + 3 + (kind === 1 ? 1 : size)
            const content = decoder.decompressChunk(blocks.subarray(at, end), BLOCK)
            // What can not be decoded gives nothing, which no packed block does that can.
            if (kind === 2 ? content.length === 0 : content.length !== size) throw new Error('a block is broken')
            hash?.update(content)
            yield content
            at = end
          }
        },
        async end(checksum) {
          if (hash && !checksumOf(hash).every((byte, i) => byte === checksum[i]))
            throw new Error('its checksum does not fit')
        },
        close: () => stream.delete(),
      }
    },
    async pack(content) {
      const frame = packer.compress(content, LEVEL)
      // Where the library fails, it gives what happens to be there.
      if (frame.length < 6 || frame.length > content.length + (content.length >> 7) + 1024)
        throw new Error('Zstandard can not be packed')
      frame[4]! |= CHECKED
      return [frame, checksumOf(create64().update(content))]
    },
  }
}

/** The lower half of a hash, as it stands in a frame. */
function checksumOf(hash: { digest(): bigint }): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, hash.digest(), true)
  return bytes.subarray(0, 4)
}
