/** Work that is under way, and what is done with what comes of it. */
export interface Work {
  /** Whether it can be taken to its end without waiting. */
  readonly ready: boolean
  /** Takes what is there. */
  begin(): Promise<void>
  /** Takes all, and waits for it. */
  take(): Promise<void>
}

/** Work whose results are taken in the order in which it was begun, those of the first as they come. */
export interface Line {
  readonly empty: boolean
  /** Takes what is there. Waits while much is under way; `bytes` is what the work, or its result, holds of it. */
  add(work: Work, bytes: number): Promise<void>
  /** Takes what is there. */
  drain(): Promise<void>
  /** Takes all that is left. */
  end(): Promise<void>
}

/** Bytes that work may hold beside the largest pieces, of which each other thread may have one. */
const MOST = 4 * 1024 * 1024

/**
 * An error of the work, or of taking a result, surfaces where the result is waited for; what comes after is left.
 * @param threads how many there are beside this one
 */
export function createLine(threads: number): Line {
  const line: { readonly work: Work; readonly bytes: number }[] = []
  const held = (): number =>
    line
      .map(({ bytes }) => bytes)
      .sort((a, b) => b - a)
      .slice(threads)
      .reduce((sum, bytes) => sum + bytes, 0)
  const takeFirst = async (): Promise<void> => {
    await line[0]?.work.take()
    line.shift()
  }
  const drain = async (): Promise<void> => {
    while (line[0]?.work.ready) await takeFirst()
    await line[0]?.work.begin()
  }
  return {
    get empty() {
      return line.length === 0
    },
    async add(work, bytes) {
      line.push({ work, bytes })
      while (line[0]?.work.ready || held() > MOST) await takeFirst()
      await drain()
    },
    drain,
    async end() {
      while (line.length > 0) await takeFirst()
    },
  }
}
