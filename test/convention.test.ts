import { describe, expect, test } from 'vitest'
import { ConventionSpec } from '../schemas/convention.ts'
import { compileConvention, type Joins, NATIVE } from '../src/convention.ts'
import { compile } from './convention-kit.ts'

/** What one field is read as. */
const read = (value: unknown, record: Record<string, unknown>, field = 'model', joins?: Joins) => {
  const sources = compile([{ set: { [field]: value } }], joins).sources(record)
  return typeof sources === 'string' ? sources : sources.map((source) => source[field as 'model'])
}

describe('values', () => {
  test.each([
    ['a path', '/a/b', { a: { b: 'x' } }, ['x']],
    ['a path into a list', '/a/1', { a: ['x', 'y'] }, ['y']],
    ['a path with escapes', '/a~1b~0c', { 'a/b~c': 'x' }, ['x']],
    ['a missing column', '/a', {}, []],
    ['null', '/a', { a: null }, []],
    ['null on the way', '/a/b', { a: null }, []],
    ['empty text', '/a', { a: '' }, ['']],
    ['a number', '/a', { a: 4 }, 'wrong-type'],
    ['true', '/a', { a: true }, 'wrong-type'],
    ['text on the way', '/a/b', { a: 'x' }, 'wrong-type'],
    ['a name into a list', '/a/b', { a: [{ b: 'x' }] }, 'wrong-type'],
    ['a list where one value is meant', '/a', { a: ['x'] }, 'wrong-type'],
    ['an inherited member', '/a/constructor', { a: {} }, []],
    ['what the reader could not give', '/a', { a: undefined }, 'unreadable-value'],
    ['what the reader could not give, below', '/a/b', { a: { b: undefined } }, 'unreadable-value'],
    ['the first that is there', { first: [{ path: '/a' }, { path: '/b' }] }, { a: null, b: 'y' }, ['y']],
    ['the first, of a wrong type', { first: [{ path: '/a' }, { path: '/b' }] }, { a: 1, b: 'y' }, 'wrong-type'],
    ['the first, else a constant', { first: [{ path: '/a' }, { const: 'c' }] }, {}, ['c']],
    [
      'the name of a column',
      { column: ['gpt', 'r1'], table: { r1: 'deepseek-r1' } },
      { gpt: null, r1: 'text' },
      ['deepseek-r1'],
    ],
    ['no such column', { column: ['gpt', 'r1'] }, { other: 1 }, []],
    ['JSON text', { path: '/a', json: '/m/0' }, { a: '{"m":["x"]}' }, ['x']],
    ['JSON text without it', { path: '/a', json: '/m' }, { a: '{}' }, []],
    ['text that is not JSON', { path: '/a', json: '/m' }, { a: '{' }, 'wrong-type'],
    ['JSON that is no text', { path: '/a', json: '/m' }, { a: { m: 'x' } }, 'wrong-type'],
    ['JSON text with a key twice', { path: '/a', json: '/m' }, { a: '{"m":"x","m":"y"}' }, 'duplicate-key'],
    ['JSON text nested too deep', { path: '/a', json: '/m' }, { a: '['.repeat(600) + ']'.repeat(600) }, 'too-deep'],
    ['a table', { path: '/a', table: { x: 'y' } }, { a: 'x' }, ['y']],
    ['a table of numbers', { path: '/a', table: { '1': 'y' } }, { a: 1 }, ['y']],
    ['a table without it', { path: '/a', table: { x: 'y' } }, { a: 'z' }, ['z']],
    ['a table without the number', { path: '/a', table: { x: 'y' } }, { a: 1 }, 'wrong-type'],
    ['a table without it, passed over', { path: '/a', table: { x: 'y' }, otherwise: 'missing' }, { a: 'z' }, []],
    [
      'a table without it, refused',
      { path: '/a', table: { x: 'y' }, otherwise: 'unreadable' },
      { a: 'z' },
      'wrong-type',
    ],
    [
      'a table does not know what objects inherit',
      { path: '/a', table: {}, otherwise: 'missing' },
      { a: 'toString' },
      [],
    ],
    ['a capture', { path: '/a', capture: '{}@{_}' }, { a: 'x@host' }, ['x']],
    ['a capture that does not match', { path: '/a', capture: '{}@{_}' }, { a: 'x' }, ['x']],
    ['a capture of a number', { path: '/a', capture: '{}@{_}' }, { a: 1 }, 'wrong-type'],
  ])('%s', (_name, value, record, expected) => {
    expect(read(value, record)).toEqual(expected)
  })

  test.each([
    ['lists stay lists', '/a', { a: ['mit', 'gpl'] }, [['mit', 'gpl']]],
    ['an empty list stays', '/a', { a: [] }, [[]]],
    ['every member', '/a/*/license', { a: [{ license: 'mit' }, {}, { license: 'gpl' }] }, [['mit', 'gpl']]],
    ['every member of an object', '/a/*', { a: { x: 'mit', y: null, z: 'gpl' } }, [['mit', 'gpl']]],
    ['no member', '/a/*/license', { a: [] }, []],
    ['a member of a wrong type', '/a/*/license', { a: ['mit'] }, 'wrong-type'],
    ['a list with null', '/a', { a: ['mit', null] }, 'wrong-type'],
    ['text', '/a', { a: 'mit OR gpl' }, ['mit OR gpl']],
  ])('licenses: %s', (_name, value, record, expected) => {
    expect(read(value, record, 'license')).toEqual(expected)
  })

  test.each([
    ['2023-04-11', '2023-04-11'],
    ['2023-04', '2023-04'],
    ['2023/..', '2023/..'],
    ['2023-04-11T20:25:10.642309', '2023-04-11'],
    ['2023-04-11 20:25', '2023-04-11'],
    ['2023-04-11T20:25:10Z', '2023-04-11'],
    ['2023-04-11 20:25:10+02:00', '2023-04-11'],
    ['2023-04-11 20:25:10.5 UTC', '2023-04-11'],
    ['11.4.2023', undefined],
    ['2023-13-01', undefined],
    ['2023-04-11T', undefined],
    ['2023-04-11 20:25 maybe', undefined],
    ['', undefined],
  ])('the date %j', (text, day) => {
    for (const field of ['date', 'collected'])
      expect(read('/a', { a: text }, field)).toEqual(day ? [day] : 'wrong-type')
  })

  test('a joined file is looked up by key', () => {
    const answers = new Map<string | number, Record<string, unknown>>([
      ['a1', { model_id: 'bard', other: null }],
      [7, { model_id: 'vicuna' }],
    ])
    const value = { path: '/answer', join: { name: 'answers', field: 'model_id' } }
    const look = (answer: unknown, given = value) => read(given, { answer }, 'model', new Map([['answers', answers]]))
    expect(look('a1')).toEqual(['bard'])
    expect(look(7)).toEqual(['vicuna'])
    expect(look(null)).toEqual([])
    expect(look('7')).toBe('dangling-reference')
    expect(look(['a1'])).toBe('wrong-type')
    expect(look('a1', { path: '/answer', join: { name: 'answers', field: 'other' } })).toEqual([])
    expect(read(value, { answer: 'a1' })).toEqual([])
  })
})

describe('sources', () => {
  const turns = { turns: [{ by: 'bot', m: 'x' }, { by: 'me' }, null, { by: 'bot' }], id: 'top' }
  test.each([
    ['each', { each: '/turns/*', set: { model: '/m' } }, [{ model: 'x' }]],
    [
      'each, always',
      { each: '/turns/*', set: { role: { const: 'output' }, model: '/m' }, required: [] },
      [{ role: 'output', model: 'x' }, { role: 'output' }, { role: 'output' }],
    ],
    [
      'each, where it says so',
      { each: '/turns/*', when: { '/by': ['bot'] }, set: { model: '/m', content: '$/id' }, required: [] },
      [{ model: 'x', content: 'top' }, { content: 'top' }],
    ],
    [
      'each, with what is required',
      { each: '/turns/*', set: { content: '$/id', model: '/m' }, required: ['model'] },
      [{ content: 'top', model: 'x' }],
    ],
    [
      'where something is missing',
      { each: '/turns/*', when: { '/m': [null] }, set: { model: '/by' } },
      [{ model: 'me' }, { model: 'bot' }],
    ],
    ['constants alone are no source', { set: { role: { const: 'output' } } }, []],
    ['a condition on the record', { when: { '/id': ['other'] }, set: { model: '/id' } }, []],
    ['a condition on an object', { when: { '/turns': ['x'] }, set: { model: '/id' } }, 'wrong-type'],
    ['each of a text', { each: '/id/*', set: { model: '' } }, 'wrong-type'],
    ['each of nothing', { each: '/none/*', set: { model: '' } }, []],
    ['a role that is none', { set: { role: '/id' } }, 'wrong-type'],
  ])('%s', (_name, rule, expected) => {
    expect(compile([rule]).sources(turns)).toEqual(expected)
  })

  test('the member itself is a value', () => {
    expect(compile([{ each: '/models/*', set: { model: '' } }]).sources({ models: ['a', 'b'] })).toEqual([
      { model: 'a' },
      { model: 'b' },
    ])
  })

  test('`**` finds every object of a tree, in order', () => {
    const convention = compile([{ each: '/tree/**', set: { model: '/m' } }])
    const tree = { m: 'a', kids: [{ m: 'b', kids: [{ m: 'c' }] }, [{ m: 'd' }], 'text', null], last: { m: 'e' } }
    expect(convention.sources({ tree })).toEqual([...'abcde'].map((model) => ({ model })))
    expect(convention.columns).toEqual(['provenance', 'tree'])
  })

  test('equal drafts with values that JSON does not know are not taken for one another', () => {
    const { sources } = compile([{ set: { license: '/l', model: '/m' } }])
    expect(sources({ l: 'mit' })).toEqual([{ license: 'mit' }])
    for (const m of [() => 'x', Symbol('x'), Number.NaN, 3n, new Date(0)])
      expect(sources({ l: 'mit', m })).toBe('wrong-type')
  })

  test('an object that contains itself is unreadable', () => {
    const self: Record<string, unknown> = {}
    self.derived_from = [self]
    expect(compileConvention(NATIVE).sources({ provenance: self })).toBe('unreadable-value')
    const { sources } = compile([{ each: '/tree/**', set: { model: '/m' } }])
    const tree: Record<string, unknown> = {}
    tree.tree = tree
    expect(sources({ tree })).toBe('unreadable-value')
  })
})

describe('what is known before the first record', () => {
  test('the columns that are read, each once', () => {
    const { columns } = compile([
      {
        each: '/a/*',
        when: { '$/b': ['x'] },
        set: { model: '/c', license: { first: [{ path: '$/d/e' }, { column: ['f', 'g/h'] }] } },
      },
      { when: { '/i': ['x'] }, set: { model: '/a', dataset: '/provenance' } },
    ])
    expect([...columns].sort()).toEqual(['a', 'b', 'd', 'f', 'g/h', 'i', 'provenance'])
  })

  test.each([
    ['names', { model: '/m', license: '/l', date: { path: '/m', capture: '{_}:{}', unit: 'yyyymmdd' } }, true],
    ['times', { model: '/m', date: { path: '/t', unit: 's' } }, false],
    ['dates', { model: '/m', date: '/t' }, false],
    ['addresses', { url: '/u' }, false],
    ['members', { license: '/l/*' }, false],
    ['JSON text', { model: { path: '/meta', json: '/m' } }, false],
  ])('%s recur: %s', (_name, set, cacheable) => {
    expect(compile([{ set }]).cacheable).toBe(cacheable)
    expect(compile([{ each: '/a/*', set }]).cacheable).toBe(false)
  })

  test.each([
    [{ each: '/*', set: { model: '/m' } }, 'reads the whole record'],
    [{ set: { model: '' } }, 'reads the whole record'],
    [{ set: { model: '/**' } }, '`**` stands in a value'],
    [{ each: '/a/**/b', set: { model: '/m' } }, '`**` stands before the end'],
    [{ when: { '/a/*': ['x'] }, set: { model: '/m' } }, 'compares the many values'],
  ])('%j is refused', (rule, message) => {
    expect(() => compile([rule])).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(message) }),
    )
  })

  test.each([
    ['a constant written as a path', { set: { role: 'output' } }],
    ['an unknown field', { set: { modell: '/m' } }],
    ['two places', { set: { model: { path: '/m', const: 'x' } } }],
    ['no place', { set: { model: { unit: 's' } } }],
    ['a capture without a hole', { set: { model: { path: '/m', capture: 'x{_}' } } }],
    ['a capture with two', { set: { model: { path: '/m', capture: '{}-{}' } } }],
    ['holes side by side', { set: { model: { path: '/m', capture: '{}{_}' } } }],
    ['a requirement that is not set', { set: { model: '/m' }, required: ['license'] }],
  ])('%s is refused by the schema', (_name, rule) => {
    expect(ConventionSpec.safeParse({ id: 'x', says: 'x', sources: [rule] }).success).toBe(false)
  })
})
