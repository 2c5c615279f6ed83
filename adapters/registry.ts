import { type ByteSink, type ByteSource, type Format, ProvgateError } from '../src/index.ts'

/** How a file is packed around its format. */
export type Codec = 'none' | 'gzip' | 'zstd'

export interface FormatEntry {
  readonly suffixes: readonly string[]
  readonly load: (source: ByteSource) => Promise<Format>
}

/** Suffix → format. Heavy libraries load only when a file of theirs is met. */
const FORMATS: readonly FormatEntry[] = [
  {
    suffixes: ['.jsonl', '.ndjson'],
    load: async () => (await import('./formats/jsonl.ts')).jsonl as Format,
  },
  {
    // A stream and a file share the suffix: the first bytes tell.
    suffixes: ['.arrow', '.arrows', '.feather', '.ipc'],
    load: async (source) => {
      const { arrowFile, arrowStream } = await import('./formats/arrow.ts')
      return ((await startsWith(source, 'ARROW1')) ? arrowFile : arrowStream) as Format
    },
  },
  {
    suffixes: ['.parquet', '.pq'],
    load: async () => {
      const { useNativeCodecs } = await import('./native-codecs.ts')
      useNativeCodecs()
      return (await import('./formats/parquet.ts')).parquet as Format
    },
  },
]

const PACKED: Record<string, Codec> = { '.gz': 'gzip', '.zst': 'zstd' }
const REFUSED: Record<string, string> = {
  '.bz2': 'bzip2 is not read: unpack it first',
  '.zip': 'archives are not read: unpack it first',
  '.csv': 'CSV is not read: convert it to JSONL or Parquet',
  '.json': 'one JSON document is not read: convert it to one record a line (JSONL)',
}

/** Whether a file of this name is read as records, for walking folders. */
export function isRecords(name: string): boolean {
  return find(name) !== undefined
}

/**
 * The format of a file by its name, and how it is packed.
 * @throws ProvgateError `unsupported` with what to do instead
 */
export function formatOf(name: string): FormatEntry & { readonly codec: Codec } {
  const found = find(name)
  if (found) return found
  const suffix = /\.[^./]+$/.exec(name.toLowerCase())?.[0] ?? ''
  throw new ProvgateError('unsupported', `\`${name}\` is in no format that provgate reads`, {
    file: name,
    fix:
      REFUSED[suffix] ??
      `use ${FORMATS.flatMap(({ suffixes }) => suffixes).join(', ')}, JSONL also as .jsonl.gz or .jsonl.zst`,
  })
}

function find(name: string): (FormatEntry & { readonly codec: Codec }) | undefined {
  const lower = name.toLowerCase()
  const packed = Object.keys(PACKED).find((suffix) => lower.endsWith(suffix))
  const plain = packed ? lower.slice(0, -packed.length) : lower
  const entry = FORMATS.find(({ suffixes }) => suffixes.some((suffix) => plain.endsWith(suffix)))
  if (!entry || (packed && entry !== FORMATS[0])) return undefined
  return { ...entry, codec: packed ? PACKED[packed]! : 'none' }
}

/** Unpacks a source; a packed one can't seek. */
export async function unpack(source: ByteSource, codec: Codec, signal?: AbortSignal): Promise<ByteSource> {
  if (codec === 'none') return source
  const options = signal ? { signal } : {}
  if (codec === 'zstd') return (await import('./places/zstd.ts')).unzstdSource(source, options)
  return (await import('./places/gzip.ts')).gunzipSource(source, options)
}

/** Packs what is written to a sink; closing the packed sink closes the other. */
export async function pack(sink: ByteSink, codec: Codec): Promise<ByteSink> {
  if (codec === 'none') return sink
  if (codec === 'zstd') return (await import('./places/zstd.ts')).zstdSink(sink)
  return (await import('./places/gzip.ts')).gzipSink(sink)
}

async function startsWith(source: ByteSource, magic: string): Promise<boolean> {
  if (!source.range || (source.size ?? 0) < magic.length) return false
  return new TextDecoder('latin1').decode(await source.range(0, magic.length)) === magic
}
