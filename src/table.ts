import { canonical } from './digest.ts'
import type { Code, Origin, OriginTable } from './ports.ts'

/** A table of distinct origins. Beyond `limit` every new one is `overflow`, and so held. */
export function createTable(limit: number): OriginTable {
  const codes = new Map<string, Code>()
  const origins: Origin[] = []
  const put = (key: string, origin: Origin): Code => {
    codes.set(key, origins.length)
    return origins.push(origin) - 1
  }
  const overflow: Origin = { kind: 'overflow' }
  return {
    intern(origin) {
      const key = canonical(origin)
      const known = codes.get(key)
      if (known !== undefined) return known
      // The few origins without sources must always have a place: they hold rows.
      if (origin.kind === 'sources' && origins.length >= limit)
        return codes.get('overflow') ?? put('overflow', overflow)
      return put(key, origin)
    },
    get(code) {
      return origins[code] ?? overflow
    },
    get size() {
      return origins.length
    },
  }
}
