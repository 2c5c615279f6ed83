import { Transform } from 'node:stream'
import { stopped } from './abort.ts'
import type { Flow } from './flow.ts'
import type { Taker } from './held.ts'
import { SAMPLE_ROWS, shapeReader } from './object-cells.ts'

/** Rules on what is written and hands on what may pass: the part that both kinds of stream share. */
interface Step<T> {
  push(record: T, emit: (record: T) => void): Promise<void>
  end(emit: (record: T) => void): Promise<void>
}

function stepOf<T>(flow: Flow, taker: Taker, signal: AbortSignal | undefined): Step<T> {
  const sample = shapeReader()
  let early: T[] = []
  const judge = async (record: T, emit: (record: T) => void): Promise<void> => {
    const ruling = flow.rule(record)
    if (ruling.action === 'pass') emit(record)
    else if (ruling.action === 'quarantine') await taker.take(record, ruling, flow.row)
  }
  const settle = async (emit: (record: T) => void): Promise<void> => {
    flow.settle(sample.shape())
    for (const record of early) await judge(record, emit)
    early = []
  }
  return {
    async push(record, emit) {
      if (signal?.aborted) throw stopped(signal)
      if (flow.settled) return judge(record, emit)
      early.push(record)
      sample.add(record)
      if (early.length === SAMPLE_ROWS) await settle(emit)
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
      step.push(record, (passed) => stream.push(passed)).then(() => done(), done)
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
