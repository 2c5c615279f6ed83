import type { Filtered } from './job.ts'
import { type MadeColumn, talliedColumn } from './made.ts'
import { givePiece, type Pool } from './pool.ts'
import type { Leaf } from './schema.ts'

/** What is being made of a column for one output: pieces of the pool as they come, and what they are in the end. */
export interface Coming {
  /** Whether nothing more will come. */
  readonly ended: boolean
  /** Takes the pieces that came. */
  pieces(): Uint8Array[]
  /** Gives a piece back that was taken, when nobody refers to it any more. */
  free(piece: Uint8Array): void
  /** Waits until there is something new. */
  more(): Promise<void>
  /** What all pieces are, when it ended. @throws what went wrong with the work */
  column(): MadeColumn
  add(piece: Uint8Array): void
  end(column: MadeColumn): void
  fail(cause: unknown): void
}

export function createComing(pool: Pool): Coming {
  let came: Uint8Array[] = []
  let end: (() => MadeColumn) | undefined
  let heard = (): void => undefined
  return {
    get ended() {
      return end !== undefined
    },
    pieces() {
      const taken = came
      came = []
      return taken
    },
    free: (piece) => givePiece(pool, piece),
    async more() {
      if (came.length > 0 || end) return
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    },
    column() {
      if (!end) throw new Error('a column was asked for before it ended')
      return end()
    },
    add(piece) {
      came.push(piece)
      heard()
    },
    end(column) {
      end = () => column
      heard()
    },
    fail(cause) {
      end = () => {
        throw cause
      }
      heard()
    },
  }
}

/** Ends what came for each output with what is left of it. */
export function endAll(comings: readonly Coming[], filtered: readonly Filtered[], leaf: Leaf): void {
  for (const [to, { rest, tally }] of filtered.entries()) {
    if (rest) comings[to]?.add(rest)
    comings[to]?.end(talliedColumn(leaf, tally))
  }
}
