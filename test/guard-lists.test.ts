import { createHook } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import { createGuard } from '../adapters/loaders/guard.ts'
import { all, counted, FORBIDDEN, keep, mixed, OPEN, type Row, row, TARGET, TODAY, UNKNOWN } from './guard-kit.ts'

const guardOf = (held: Parameters<typeof createGuard<Row>>[0]['held'] = 'discard', signal?: AbortSignal) =>
  createGuard<Row>({ target: TARGET, today: TODAY, held, ...(signal && { signal }) })

const lists = (rows: readonly Row[], size: number): Row[][] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size))

describe('lists of records', () => {
  test.each([1, 3, 63, 64, 65, 1000])('of %i give what one record at a time gives', async (size) => {
    const rows = [...mixed(300)]
    const { items, sink } = keep<Row>()
    const guard = await guardOf(sink)
    const passed = await all(guard.filterBatches(lists(rows, size)))
    const single = await guardOf(keep<Row>().sink)
    expect(passed.flat()).toEqual(await all(single.filter(rows)))
    expect(guard.summary()).toEqual(single.summary())
    expect(items.every(({ record, row: at }) => record.id === at)).toBe(true)
    expect(passed.every((list) => list.length > 0)).toBe(true)
  })

  test('that pass whole are the very lists that came in; none is changed', async () => {
    const whole = [row(1, OPEN), row(2, OPEN)]
    const part = Object.freeze([row(3, OPEN), row(4, FORBIDDEN), row(5, OPEN)])
    const guard = await guardOf()
    const passed = await all(guard.filterBatches([whole, part, [row(6, UNKNOWN)], []]))
    expect(passed).toEqual([whole, [part[0], part[2]]])
    expect(passed[0]).toBe(whole)
  })

  test('are not read ahead once the convention is known, and the loader is closed', async () => {
    const { state, source } = counted(lists([...mixed(1000)], 10))
    const guard = await guardOf()
    for await (const _ of guard.filterBatches(source)) break
    expect(state).toEqual({ pulled: 7, closed: true })
    expect(guard.summary().rows.in).toBe(10)
  })

  test('of something else are refused', async () => {
    const guard = await guardOf()
    await expect(all(guard.filterBatches(mixed(3) as never))).rejects.toMatchObject({ code: 'usage' })
  })
})

describe('the filter as an iterator', () => {
  test('answers calls in their order, however many are made at once', async () => {
    const rows = [...mixed(400)]
    const expected = rows.filter(({ provenance }) => provenance === OPEN)
    for (const source of [rows, counted(rows).source]) {
      const passing = (await guardOf(async () => {})).filter(source)
      const found = await Promise.all(Array.from({ length: 120 }, () => passing.next()))
      expect(found.flatMap(({ value }) => value ?? [])).toEqual(expected)
      expect(found.filter(({ done }) => done)).toHaveLength(20)
    }
  })

  test('is over after it was left, and leaves the loader once', async () => {
    let left = 0
    const source: AsyncIterable<Row> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ value: row(1, OPEN), done: false }),
        return: async () => {
          left++
          return { value: undefined, done: true }
        },
      }),
    }
    const guard = await guardOf()
    const passing = guard.filter(source)
    const [first, ended, after] = await Promise.all([passing.next(), passing.return(), passing.next()])
    expect([first.done, ended.done, after.done]).toEqual([false, true, true])
    await passing.return()
    expect(left).toBe(1)
    await expect(guard.filter(source).throw(new Error('no'))).rejects.toThrow('no')
    expect(Object.prototype.toString.call(passing)).toBe('[object AsyncGenerator]')
    expect(passing[Symbol.asyncIterator]()).toBe(passing)
  })

  test('is over after an error of the loader or the sink', async () => {
    const failing = (await guardOf(() => Promise.reject(new Error('full')))).filter([row(1, UNKNOWN), row(2, OPEN)])
    await expect(failing.next()).rejects.toThrow('full')
    expect(await failing.next()).toEqual({ value: undefined, done: true })
    const broken = (await guardOf()).filter({
      [Symbol.asyncIterator]: () => ({
        next() {
          throw new Error('at once')
        },
      }),
    })
    await expect(broken.next()).rejects.toThrow('at once')
    expect((await broken.next()).done).toBe(true)
  })

  test('waits for promises in a list', async () => {
    const rows = [...mixed(130)]
    const promises = rows.map((each) => Promise.resolve(each)) as unknown as Row[]
    expect(await all((await guardOf()).filter(promises))).toEqual(await all((await guardOf()).filter(rows)))
  })

  test('passes over any number of records that may not pass', async () => {
    const forbidden = row(1, FORBIDDEN)
    async function* many() {
      for (let i = 0; i < 300_000; i++) yield forbidden
      yield row(2, OPEN)
    }
    const guard = await guardOf()
    expect(await all(guard.filter(many()))).toEqual([row(2, OPEN)])
    expect(guard.summary().rows.drop).toBe(300_000)
  })

  test.each([
    ['dropped', FORBIDDEN, false],
    ['dropped, with a signal', FORBIDDEN, true],
    ['held', UNKNOWN, false],
    ['held, with a signal', UNKNOWN, true],
  ])('keeps no promise for each record that is %s', async (_, provenance, stoppable) => {
    const other = row(1, provenance)
    let [pending, most] = [0, 0]
    const hook = createHook({
      init(_id, type) {
        if (type === 'PROMISE') pending++
      },
      promiseResolve() {
        pending--
      },
    })
    async function* many() {
      for (let i = 0; i < 20_000; i++) {
        if (i === 100) hook.enable()
        most = Math.max(most, pending)
        yield other
      }
      hook.disable()
      yield row(2, OPEN)
    }
    const guard = await guardOf(async () => undefined, stoppable ? new AbortController().signal : undefined)
    expect(await all(guard.filter(many()))).toEqual([row(2, OPEN)])
    expect(most).toBeLessThan(100)
  })

  test('gives up a pending read when the signal fires, and can be stopped between records', async () => {
    const stop = new AbortController()
    const hanging = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<Row>>(() => {}) }),
    }
    const passing = (await guardOf('discard', stop.signal)).filter(hanging)
    const pending = passing.next()
    setTimeout(() => stop.abort(), 5)
    await expect(pending).rejects.toMatchObject({ code: 'aborted' })
    expect((await passing.next()).done).toBe(true)
    const later = new AbortController()
    const rows = (await guardOf('discard', later.signal)).filter(mixed(1000))
    await rows.next()
    later.abort()
    await expect(all(rows)).rejects.toMatchObject({ code: 'aborted' })
  })
})
