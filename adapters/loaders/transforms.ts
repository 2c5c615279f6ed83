import { Transform } from 'node:stream'
import { stopped } from './abort.ts'
import type { Flow } from './flow.ts'
import type { Taker } from './held.ts'
import { SAMPLE_ROWS, shapeReader } from './object-cells.ts'

/** Rules on what is written and hands on what may pass: the part that both kinds of stream share. */
interface Step<T> {
  /** Nothing where nothing has to be waited for, as for most records. */
  push(record: T, emit: (record: T) => void): Promise<void> | undefined
  end(emit: (record: T) => void): Promise<void>
}

function stepOf<T>(flow: Flow, taker: Taker, signal: AbortSignal | undefined): Step<T> {
  const sample = shapeReader()
  let early: T[] = []
  const judge = (record: T, emit: (record: T) => void): Promise<void> | undefined => {
    const ruling = flow.rule(record)
    if (ruling.action === 'pass') emit(record)
    else if (ruling.action === 'quarantine') return taker.take(record, ruling, flow.row)
    return undefined
  }
  const settle = async (emit: (record: T) => void): Promise<void> => {
    flow.settle(sample.shape())
    for (const record of early) await judge(record, emit)
    early = []
  }
  return {
    push(record, emit) {
      if (signal?.aborted) return Promise.reject(stopped(signal))
      if (flow.settled) return judge(record, emit)
      early.push(record)
      sample.add(record)
      return early.length === SAMPLE_ROWS ? settle(emit) : undefined
    },
    async end(emit) {
      if (!flow.settled) await settle(emit)
      flow.end()
    },
  }
}

export function transformOf<T>(flow: Flow, taker: Taker, signal: AbortSignal | undefined): TransformStream<T, T> {
  const step = stepOf<T>(flow, taker, signal)
  let stop: (() => void) | undefined
  return new TransformStream<T, T>({
    start(controller) {
      stop = () => controller.error(signal && stopped(signal))
      signal?.addEventListener('abort', stop, { once: true })
    },
    transform: (record, controller) => step.push(record, (passed) => controller.enqueue(passed)),
    async flush(controller) {
      await step.end((passed) => controller.enqueue(passed))
      if (stop) signal?.removeEventListener('abort', stop)
    },
  })
}

export function nodeTransformOf(flow: Flow, taker: Taker, signal: AbortSignal | undefined): Transform {
  const step = stepOf<unknown>(flow, taker, signal)
  const stream: Transform = new Transform({
    objectMode: true,
    transform(record, _encoding, done) {
      const pending = step.push(record, (passed) => stream.push(passed))
      if (pending) pending.then(() => done(), done)
      else done()
    },
    flush(done) {
      step.end((passed) => stream.push(passed)).then(() => done(), done)
    },
  })
  const stop = () => stream.destroy(signal && stopped(signal))
  signal?.addEventListener('abort', stop, { once: true })
  stream.once('close', () => signal?.removeEventListener('abort', stop))
  return stream
}
