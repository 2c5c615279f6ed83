/** Work that is under way, whose results are taken in the order in which it was begun. */
export interface Line<T> {
  readonly empty: boolean
  /** Takes what is ready. Waits while much is under way; `bytes` is what the work, or its result, holds of it. */
  add(work: T | Promise<T>, bytes: number): Promise<void>
  /** Takes all that is left. */
  end(): Promise<void>
}

/** Bytes that work may hold beside the largest pieces, of which each other thread may have one. */
const MOST = 4 * 1024 * 1024

/**
 * An error of the work, or of taking a result, surfaces where the result is waited for; what comes after is left.
 * @param threads how many there are beside this one
 */
export function createLine<T>(threads: number, take: (result: T) => Promise<void>): Line<T> {
  const line: { readonly work: T | Promise<T>; readonly bytes: number; ready: boolean }[] = []
  const held = (): number =>
    line
      .map(({ bytes }) => bytes)
      .sort((a, b) => b - a)
      .slice(threads)
      .reduce((sum, bytes) => sum + bytes, 0)
  const takeFirst = async (): Promise<void> => {
    const first = line[0]
    if (!first) return
    await take(await first.work)
    line.shift()
  }
  return {
    get empty() {
      return line.length === 0
    },
    async add(work, bytes) {
      const entry = { work, bytes, ready: !(work instanceof Promise) }
      const ready = (): void => {
        entry.ready = true
      }
      if (work instanceof Promise) work.then(ready, ready)
      line.push(entry)
      while (line[0]?.ready || held() > MOST) await takeFirst()
    },
    async end() {
      while (line.length > 0) await takeFirst()
    },
  }
}
