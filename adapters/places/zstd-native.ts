import type { Transform } from 'node:stream'
import zlib from 'node:zlib'
import { errnoOf } from './fault.ts'
import { packOnce, pumpOf } from './pump.ts'
import { WINDOW_LOG } from './zstd-frames.ts'
import { LEVEL, type ZstdWay } from './zstd-way.ts'

/** What `node:zlib` has since Node 22.15 and 23.8. */
interface NodeZstd {
  createZstdCompress(options: object): Transform
  createZstdDecompress(options: object): Transform
  readonly constants: Readonly<Record<`ZSTD_${string}`, number>>
}

/** Bytes of one buffer that is unpacked into. */
const CHUNK = 256 * 1024

/** Zstandard as Node has it built in, on its threads; undefined where it has not. */
export function nativeZstd(): ZstdWay | undefined {
  if (!('createZstdDecompress' in zlib)) return undefined
  const { createZstdCompress, createZstdDecompress, constants } = zlib as unknown as NodeZstd
  const {
    ZSTD_c_compressionLevel: level,
    ZSTD_c_checksumFlag: checksum,
    ZSTD_d_windowLogMax: window,
    ZSTD_e_end: flush,
  } = constants as Record<string, number> & Record<'ZSTD_e_end', number>
  return {
    open() {
      // Node ends without a word at the end of a frame that it was fed more with, so each push is of one frame.
      const pump = pumpOf(
        createZstdDecompress({ chunkSize: CHUNK, readableHighWaterMark: CHUNK, params: { [window!]: WINDOW_LOG } }),
      )
      const feed = async (bytes: Uint8Array): Promise<void> => {
        if (bytes.length === 0) return
        for await (const _ of pump.push(bytes)) throw new Error('there is content where none can be')
      }
      return {
        begin: ({ bytes }) => feed(bytes),
        unpack: (blocks) => pump.push(blocks),
        end: (bytes) =>
          feed(bytes).catch((error) => {
            if (errnoOf(error) === 'ZSTD_error_checksum_wrong') throw new Error('its checksum does not fit')
            throw error
          }),
        close: () => pump.destroy(),
      }
    },
    pack(content) {
      // Room for all that may come out, so that it is packed as one and not as a stream.
      const chunkSize = content.length + (content.length >> 7) + 1024
      const params = { [level!]: LEVEL, [checksum!]: 1 }
      return packOnce(createZstdCompress({ chunkSize, readableHighWaterMark: chunkSize, flush, params }), content)
    },
  }
}
