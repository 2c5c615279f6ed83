import type { Source } from '../schemas/provenance.ts'
import type { ReadCode } from './errors.ts'

/** Where a record came from, as far as it could be read. Sources are a sorted, deduplicated set, projected onto what clauses read. */
export type Origin =
  /** `declared` names the fields that a default of the configuration filled, not the record. */
  | { readonly kind: 'sources'; readonly sources: readonly Source[]; readonly declared: readonly string[] }
  /** A record that says nothing of its origin. */
  | { readonly kind: 'absent' }
  /** A record whose provenance could not be read without ambiguity. */
  | { readonly kind: 'unreadable'; readonly code: ReadCode }
  /** Bytes that are not a record. */
  | { readonly kind: 'rejected'; readonly code: ReadCode }
  /** The run met more distinct origins than its table holds. */
  | { readonly kind: 'overflow' }

/** Index into the run's table of origins. */
export type Code = number

/** One per run, bounded: beyond the bound every new origin is `overflow`. */
export interface OriginTable {
  intern(origin: Origin): Code
  get(code: Code): Origin
  readonly size: number
}

/**
 * The unit of flow: row `first + i` (rows count from 1) has the origin `table.get(codes[i])`. The core never opens
 * `payload`. Both may be used until the next batch is asked for.
 */
export interface Batch<P> {
  readonly first: number
  readonly codes: Uint32Array
  readonly payload: P
}

/** Named top-level fields of one record as JSON-like values; a field that is missing or null is absent. */
export type Cells = Readonly<Record<string, unknown>>

/** What a format needs to give each row its code; fixed before the first byte is read. */
export interface ReadPlan {
  /** Top-level fields that are read; a format hands over these and no others. */
  readonly columns: readonly string[]
  /** Whether the same raw bytes in these fields recur, so that a raw key is worth its lookup. */
  readonly cacheable: boolean
  /**
   * Code of a row. `key` is the raw content of the columns in a form that is equal only if the content is equal;
   * `make` reads the cells, or says why they can't be read. It is called once per distinct key.
   */
  intern(key: string, make: () => Cells | ReadCode): Code
  /** Code of a row without a key. */
  origin(cells: Cells | ReadCode): Code
  /** Code of bytes that are not a record. */
  reject(code: ReadCode): Code
  readonly limits: Limits
  /** Read by plain code alone, which is what faster ways are held to. */
  readonly reference?: boolean
}

export interface Limits {
  /** Bytes of one JSONL line; a longer one is rejected. Default 16 MiB. */
  readonly line: number
  /** Nesting of a JSON value. Default 512. */
  readonly depth: number
  /** Bytes of one decompressed row group or record batch. Default 1 GiB. */
  readonly block: number
}

export const LIMITS: Limits = { line: 16 * 1024 * 1024, depth: 512, block: 1024 * 1024 * 1024 }

/** What a file looks like before it is read: from its schema, or from its first records. */
export interface Shape {
  /** Column → the JSON types met, and in how many of the sampled rows it is there. */
  readonly columns: ReadonlyMap<string, { readonly types: ReadonlySet<JsonType>; readonly rows: number }>
  /** Rows sampled; for a schema, 1. */
  readonly rows: number
}
export type JsonType = 'string' | 'number' | 'boolean' | 'list' | 'object' | 'null'

/** Bytes to read, from any place. */
export interface ByteSource {
  /** Name for messages: as the user wrote it. */
  readonly name: string
  /** All bytes in order; may be called once only when `range` is missing. */
  stream(): AsyncIterable<Uint8Array>
  /**
   * Reads on into memory of the caller's, from the beginning; how many bytes, 0 at the end. Instead of `stream`. A file
   * gives them at once: to wait for another thread takes longer than to copy what the system holds.
   */
  read?(room: Uint8Array): number | Promise<number>
  /** Bytes `from` (inclusive) to `to` (exclusive), the caller's from then on; missing where the place can't seek. */
  range?(from: number, to: number): Promise<Uint8Array>
  /** The same while the caller does other work, and reads nothing else. */
  ahead?(room: Uint8Array): Promise<number>
  /** Fills memory of the caller's with the bytes from `from` on, at once: a file of this machine does. */
  fill?(room: Uint8Array, from: number): void
  readonly size?: number
  /** Of an open file of this machine that others may read too, the number by which the system knows it. */
  readonly descriptor?: number
  close?(): Promise<void>
}

/** Bytes to write. Nothing is visible under its name before `close` has returned. */
export interface ByteSink {
  /** Resolves when the bytes were taken: their memory may be used for others then. */
  write(chunk: Uint8Array): Promise<void>
  /** Takes all bytes of a source as the system copies them best, or says that it can't; in place of all writes. */
  copy?(source: ByteSource): Promise<boolean>
  /** Publishes what was written. */
  close(): Promise<void>
  /** Leaves nothing behind. */
  abort(): Promise<void>
}

/** What a writer wrote, counted from what it emitted, not from what it was asked for. */
export interface Written {
  readonly rows: number
  /** Whether the bytes are those of the input, from the first to the last. */
  readonly same?: boolean
}

/** A format: bytes ⇄ batches. `H` is what a writer needs before the first row, `P` what it needs of each batch. */
export interface Format<H = unknown, P = unknown> {
  readonly id: string
  /** Whether it reads by ranges, so that a pipe won't do. */
  readonly seeks: boolean
  open(input: ByteSource, limits: Limits, signal?: AbortSignal): Promise<Opened<H, P>>
  write(head: H, sink: ByteSink, crew?: Crew): Writer<P>
}

/** Other threads, which work may be handed to. */
export interface Crew {
  /** How many they are. */
  readonly size: number
  /** Hears what was done meanwhile, so that work may be taken by who was busy before. */
  hear(): Promise<void>
  /**
   * Has a named job done elsewhere; undefined when all are busy, so that whoever asks does it. The input and what comes
   * back are plain data and copied, but for the buffers in `move`, which are gone for the caller. Of work that holds few
   * `bytes`, some is taken before it can be done. Who still hashes what lies before `of`, has enough to do.
   */
  offer<T, Told = never>(
    job: string,
    input: unknown,
    options: {
      readonly bytes: number
      readonly move: readonly ArrayBuffer[]
      /** The place in an open file that the work is about. */
      readonly of?: { readonly file: number; readonly from: number }
      /** Hears what the work tells before it is done. */
      readonly told?: (told: Told) => void
    },
  ): Promise<T> | undefined
}

export interface Opened<H, P> {
  readonly head: H
  readonly shape: Shape
  /** Rows that the file declares, where it does. */
  readonly declared?: number
  /** All rows in order, read on the threads of a crew where the format and the input allow it; the same batches or not. */
  batches(plan: ReadPlan, crew?: Crew): AsyncIterable<Batch<P>>
  close(): Promise<void>
}

export interface Writer<P> {
  /** Writes the rows of the batch whose mask is 1; resolves when the sink took them, and the mask may be used again. */
  put(batch: Batch<P>, mask: Uint8Array): Promise<void>
  /** Does it for another writer with the same head too, of other rows: where rows are unpacked to be written, once. */
  putBoth?(batch: Batch<P>, mask: Uint8Array, other: Writer<P>, otherMask: Uint8Array): Promise<void>
  /** Ends the file inside the sink, without closing the sink. A file without rows is valid and keeps its schema. */
  finish(): Promise<Written>
}
