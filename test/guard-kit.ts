import type { GuardOptions } from '../adapters/loaders/guard.ts'
import type { Ruling } from '../src/index.ts'

export const TODAY = '2026-11-22'

/** A target to which the three origins below mean pass, hold and drop. */
export const TARGET = {
  name: 'tiny-chat',
  kind: 'chat',
  purpose: 'train',
  distribution: 'open-weights',
  commercial: true,
} as const satisfies GuardOptions<unknown>['target']

export interface Row {
  readonly id: number
  readonly text: string
  readonly provenance?: unknown
}

export const OPEN = { license: 'cc0-1.0', author: 'human' } as const
export const FORBIDDEN = { model: 'gpt-4o-2024-08-06', channel: 'api', date: '2025-08-10', role: 'output' } as const
export const UNKNOWN = { model: 'a-model-that-nobody-knows' } as const

export const row = (id: number, provenance?: unknown): Row => ({
  id,
  text: `text ${id}`,
  ...(provenance !== undefined && { provenance }),
})

/** Rows in turn permitted, forbidden, undetermined and without provenance. */
export function* mixed(count: number): Generator<Row> {
  const origins = [OPEN, FORBIDDEN, UNKNOWN, undefined]
  for (let i = 0; i < count; i++) yield row(i + 1, origins[i % origins.length])
}

export interface HeldItem<T> {
  readonly record: T
  readonly ruling: Ruling
  readonly row: number
}

/** A sink that keeps what it takes. */
export function keep<T>(): { items: HeldItem<T>[]; sink: (record: T, ruling: Ruling, row: number) => void } {
  const items: HeldItem<T>[] = []
  return { items, sink: (record, ruling, at) => void items.push({ record, ruling, row: at }) }
}

export async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

/** A loader that says how many records were pulled from it and whether it was closed. */
export function counted<T>(items: Iterable<T>) {
  const state = { pulled: 0, closed: false }
  async function* source(): AsyncGenerator<T> {
    try {
      for (const item of items) {
        state.pulled++
        yield item
      }
    } finally {
      state.closed = true
    }
  }
  return { state, source: source() }
}
