import { join } from 'node:path'
import { createContext, type RunContext, type RunOptions } from '../adapters/engines/context.ts'
import type { Shard } from '../adapters/places/shard.ts'
import { builtinCatalog, Config, indexCatalog } from '../src/index.ts'
import { newFolder } from './folder-kit.ts'

const catalog = indexCatalog(builtinCatalog)
/** A folder that is not there yet, gone after the tests of the file. */
export const outFolder = (): string => join(newFolder(), 'out')

export function contextFor(config: object = {}, options: Partial<RunOptions> = {}): RunContext {
  const target = { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: false }
  return createContext({ catalog, config: Config.parse({ target, ...config }), today: '2026-11-22', ...options })
}

/** A file in memory; opened again, it holds the next of the contents, the last one for ever. */
export function shardOf(name: string, ...contents: readonly string[]): Shard {
  let opened = 0
  return {
    name,
    label: name,
    async open() {
      const bytes = new TextEncoder().encode(contents[Math.min(opened++, contents.length - 1)])
      return {
        name,
        size: bytes.length,
        range: async (from, to) => bytes.slice(from, to),
        async *stream() {
          yield bytes
        },
      }
    },
  }
}

export const record = (provenance: object, text = 'x'): string => `${JSON.stringify({ text, provenance })}\n`
