import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createGuard, heldFile } from '../adapters/loaders/guard.ts'
import { Summary } from '../src/index.ts'
import { newFolder } from './folder-kit.ts'
import { all, counted, FORBIDDEN, keep, mixed, OPEN, type Row, row, TARGET, TODAY, UNKNOWN } from './guard-kit.ts'

const guardOf = (held: Parameters<typeof createGuard<Row>>[0]['held'] = 'discard') =>
  createGuard<Row>({ target: TARGET, today: TODAY, held })

describe('filter', () => {
  test('passes the very objects that came in, in order, and hands held ones to the sink', async () => {
    const rows = [...mixed(400)]
    const { items, sink } = keep<Row>()
    const guard = await guardOf(sink)
    const passed = await all(guard.filter(rows))
    expect(passed).toEqual(rows.filter(({ provenance }) => provenance === OPEN))
    expect(passed.every((record) => rows.includes(record))).toBe(true)
    expect(items.map(({ record }) => record)).toEqual(
      rows.filter(({ provenance }) => provenance === UNKNOWN || provenance === undefined),
    )
    expect(items.every(({ record, row: at, ruling }) => record.id === at && ruling.action === 'quarantine')).toBe(true)
    const { rows: counts } = guard.summary()
    expect(counts).toEqual({ in: 400, pass: 100, quarantine: 200, drop: 100, reject: 0 })
  })

  test('gives the summary in the shape of summary.json, and the notice', async () => {
    const guard = await guardOf()
    await all(guard.filter(mixed(8), { name: 'train.jsonl' }))
    const summary = guard.summary()
    expect(Summary.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary)
    expect(summary.files).toEqual([
      {
        name: 'train.jsonl',
        format: 'records',
        convention: 'native',
        fields: ['provenance'],
        rows: { in: 8, pass: 2, quarantine: 4, drop: 2, reject: 0 },
        input: null,
        outputs: [],
      },
    ])
    expect(summary.models['gpt-4o-2024-08-06']).toMatchObject({ rows: 2, forbidden: 2 })
    expect(guard.notice()).toContain('2 of 8 records passed')
  })

  test.each<[string, unknown, string]>([
    ['no provenance', { text: 'x' }, 'absent-provenance'],
    ['a field that is undefined', { provenance: undefined }, 'unreadable-provenance'],
    ['a member that is undefined', { provenance: { ...OPEN, model: undefined } }, 'unreadable-provenance'],
    ['a function as a value', { provenance: { license: () => 'mit' } }, 'unreadable-provenance'],
    ['a number that JSON does not have', { provenance: { license: Number.NaN } }, 'unreadable-provenance'],
    [
      'a getter that throws',
      Object.defineProperty({}, 'provenance', { get: fail, enumerable: true }),
      'unreadable-provenance',
    ],
    ['an object that holds itself', { provenance: cyclic() }, 'unreadable-provenance'],
    ['text', 'a line', 'rejected-record'],
    ['null', null, 'rejected-record'],
    ['a list', [OPEN], 'rejected-record'],
  ])('holds a record with %s', async (_name, record, code) => {
    const { items, sink } = keep<unknown>()
    const guard = await createGuard({ target: TARGET, today: TODAY, held: sink })
    expect(await all(guard.filter([record]))).toEqual([])
    expect(items).toHaveLength(1)
    expect(items[0]!.record).toBe(record)
    const [entry] = guard.summary().reasons
    expect(entry?.code).toBe(code)
  })

  test.each<[string, object]>([
    ['a Date', { model_id: 'gpt-4', choices: [], tstamp: new Date('2023-06-14T00:00:00Z') }],
    ['a number', { model_id: 'gpt-4', choices: [], tstamp: 1686700800 }],
    ['a bigint', { model_id: 'gpt-4', choices: [], tstamp: 1686700800n }],
    ['text', { model_id: 'gpt-4', choices: [], tstamp: '2023-06-14' }],
  ])('reads a time given as %s', async (_name, record) => {
    const guard = await createGuard({ target: TARGET, today: TODAY, held: 'discard', convention: 'mt-bench' })
    await all(guard.filter([record]))
    const { dates } = guard.summary()
    expect(Object.keys(dates).join()).toMatch(/^2023-\d\d-\d\d\/2023-\d\d-\d\d$/)
  })

  test('finds the convention by the fields of the first records', async () => {
    const guard = await createGuard({ target: TARGET, today: TODAY, held: 'discard' })
    const rows = Array.from({ length: 70 }, (_, i) => ({ instruction: `${i}`, output: 'x', generator: 'gpt-4o' }))
    await all(guard.filter(rows))
    expect(guard.summary().files[0]).toMatchObject({ convention: 'alpaca-eval', fields: ['generator'] })
    expect(guard.summary().models['gpt-4o']?.rows).toBe(70)
  })

  test('pulls no further than the first records when the consumer leaves early, and closes the loader', async () => {
    const { state, source } = counted(mixed(10_000))
    const guard = await guardOf()
    let taken = 0
    for await (const _ of guard.filter(source)) if (++taken === 3) break
    expect(state).toEqual({ pulled: 64, closed: true })
    // The ninth record is the third that passes; what was read ahead was not ruled on.
    expect(guard.summary().rows).toMatchObject({ in: 9, pass: 3 })
  })

  test('is not read ahead of the consumer once the convention is known', async () => {
    const { state, source } = counted(mixed(1000))
    const guard = await createGuard({ target: TARGET, today: TODAY, held: 'discard', provenance: () => OPEN })
    const passing = guard.filter(source)
    for (let i = 1; i <= 5; i++) {
      await passing.next()
      expect(state.pulled).toBe(i)
    }
    await passing.return()
  })

  test('waits for a slow sink before it takes the next record', async () => {
    let inside = 0
    let most = 0
    const guard = await guardOf(async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 1))
      inside--
    })
    await Promise.all([all(guard.filter(mixed(40))), all(guard.filter(mixed(40)))])
    expect(most).toBe(1)
  })

  test('an error of the sink or of the loader reaches the consumer', async () => {
    const failing = await guardOf(() => fail())
    await expect(all(failing.filter(mixed(8)))).rejects.toThrow('no')
    const guard = await guardOf()
    await expect(all(guard.filter(broken()))).rejects.toThrow('the disk is gone')
  })

  test('makes as many rulings as there are origins, whatever the rows', async () => {
    const guard = await guardOf()
    await all(guard.filter(mixed(5000)))
    expect(guard.summary().origins).toBe(4)
  })

  test('streams of the same name, such as epochs, are one entry of the summary', async () => {
    const guard = await guardOf()
    for (let epoch = 0; epoch < 3; epoch++) await all(guard.filter(mixed(4), { name: 'train' }))
    const { files, rows } = guard.summary()
    expect(files).toHaveLength(1)
    expect(rows.in).toBe(12)
  })
})

describe('a provenance function', () => {
  test.each<[string, unknown, string]>([
    ['one source', OPEN, 'permitted'],
    ['a list of sources', [OPEN, UNKNOWN], 'undetermined'],
    ['sources by name', { sources: [OPEN, FORBIDDEN] }, 'forbidden'],
    ['nothing', undefined, 'undetermined'],
    ['an empty list', [], 'undetermined'],
    ['a misspelled field', { licence: 'cc0-1.0' }, 'undetermined'],
    ['a promise', Promise.resolve(OPEN), 'undetermined'],
    ['text', 'cc0-1.0', 'undetermined'],
  ])('that gives %s', async (_name, given, ruling) => {
    const guard = await createGuard({ target: TARGET, today: TODAY, held: 'discard', provenance: () => given as never })
    await all(guard.filter([{}]))
    expect(guard.summary().rulings).toMatchObject({ [ruling]: 1 })
  })

  test('that throws makes the record unreadable, not the stream', async () => {
    const guard = await createGuard({ target: TARGET, today: TODAY, held: 'discard', provenance: fail })
    await all(guard.filter([{}, {}]))
    expect(guard.summary().reasons).toMatchObject([{ code: 'unreadable-provenance', rows: 2 }])
    expect(guard.summary().reasons[0]?.says).toContain('function')
  })

  test('is filled by defaults, never overwritten', async () => {
    const config = {
      target: TARGET,
      defaults: [{ files: 'made/**', source: { license: 'cc0-1.0', author: 'human' as const } }],
    }
    const guard = await createGuard<{ license?: string }>({
      config,
      today: TODAY,
      held: 'discard',
      provenance: ({ license }) => (license === undefined ? undefined : { license }),
    })
    const rows = [{}, { license: 'all-rights-reserved' }]
    expect(await all(guard.filter(rows, { name: 'made/a' }))).toEqual([{}])
    expect(await all(guard.filter(rows, { name: 'other/a' }))).toEqual([])
    expect(guard.summary().rests.declared).toBe(2)
  })
})

describe('held records in a file', () => {
  test('are JSON lines with their rows and rulings beside them, there when the guard is closed', async () => {
    const path = join(newFolder(), 'held.jsonl')
    const guard = await guardOf(await heldFile(path))
    await all(guard.filter(mixed(8)))
    expect(() => readFileSync(path)).toThrow('ENOENT')
    await guard.close()
    const held = lines(path)
    expect(held).toEqual([row(3, UNKNOWN), row(4), row(7, UNKNOWN), row(8)])
    const reasons = lines(`${path}.reasons.jsonl`) as { row: number; ruling: string }[]
    expect(reasons.map(({ row: at }) => at)).toEqual([3, 4, 7, 8])
    expect(reasons[0]!.ruling).toBe(guard.rule(UNKNOWN).id)
    await guard.close()
    expect(() => guard.filter([])).toThrow('closed')
  })

  test('keep 64-bit integers and bytes as text', async () => {
    const path = join(newFolder(), 'held.jsonl')
    const guard = await createGuard({ target: TARGET, today: TODAY, held: await heldFile(path) })
    await all(guard.filter([{ id: 9007199254740993n, bytes: Uint8Array.of(1, 2) }]))
    await guard.close()
    expect(lines(path)).toEqual([{ id: '9007199254740993', bytes: 'AQI=' }])
  })
})

describe('rule and explain', () => {
  test('agree with the stream and count nothing', async () => {
    const { items, sink } = keep<Row>()
    const guard = await guardOf(sink)
    await all(guard.filter([row(1, UNKNOWN)]))
    expect(guard.rule(UNKNOWN)).toEqual(items[0]!.ruling)
    expect(guard.explain(FORBIDDEN)).toMatchObject({ ruling: 'forbidden', action: 'drop' })
    expect(guard.explain(FORBIDDEN).reasons[0]?.quote).toBeTruthy()
    expect(guard.rule([OPEN, FORBIDDEN]).ruling).toBe('forbidden')
    expect(guard.rule({ licence: 'x' } as never).ruling).toBe('undetermined')
    expect(guard.summary().rows.in).toBe(1)
  })
})

describe('a wrong configuration throws before the first record', () => {
  const base = { target: TARGET, held: 'discard' } as const
  test.each<[string, object, string]>([
    ['no place for held records', { target: TARGET }, 'a guard needs a place for held records'],
    ['no target', { held: 'discard', cwd: '/' }, 'what the records are for'],
    ['a missing file', { held: 'discard', config: 'none.yaml' }, '`none.yaml` can not be read: '],
    ['an unknown field', { ...base, config: { traget: {} } }, 'traget'],
    ['an unknown kind', { ...base, target: { kind: 'chatbot' } }, 'target.kind'],
    ['shards', { ...base, config: { target: TARGET, unit: 'shard' } }, '`unit: shard` needs files'],
    ['two ways to read', { ...base, convention: 'native', provenance: () => OPEN }, 'not both'],
    ['an unknown convention', { ...base, convention: 'nope' }, 'convention `nope` is not in the catalog'],
  ])('%s', async (_name, options, message) => {
    await expect(createGuard(options as never)).rejects.toMatchObject({
      name: 'ProvgateError',
      code: 'config',
      message: expect.stringContaining(message),
    })
  })

  test('a configuration file is found from the folder given, and its target can be replaced', async () => {
    const cwd = newFolder()
    writeFileSync(
      join(cwd, 'provgate.yaml'),
      'target: { kind: benchmark, purpose: evaluate, distribution: internal }\n',
    )
    const found = await createGuard({ held: 'discard', cwd, today: TODAY })
    expect(found.summary().target).toMatchObject({ kind: 'benchmark' })
    const named = await createGuard({ held: 'discard', cwd, today: TODAY, config: 'provgate.yaml', target: TARGET })
    expect(named.summary().target).toEqual(TARGET)
  })
})

function fail(): never {
  throw new Error('no')
}

function cyclic(): object {
  const loop: Record<string, unknown> = { license: 'mit' }
  loop.derived_from = [loop]
  return loop
}

async function* broken(): AsyncGenerator<Row> {
  yield row(1, OPEN)
  throw new Error('the disk is gone')
}

function lines(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
