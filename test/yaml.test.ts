import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { parseYaml, parseYamlAt } from '../adapters/yaml.ts'

const Pets = z.strictObject({
  name: z.string(),
  kind: z.enum(['cat', 'dog']).optional(),
  born: z.iso.date().optional(),
  ages: z.union([z.array(z.number()).min(1), z.strictObject({ all: z.number() })]).optional(),
  does: z
    .discriminatedUnion('verb', [
      z.strictObject({ verb: z.literal('runs'), km: z.number() }),
      z.strictObject({ verb: z.literal('sleeps') }),
    ])
    .optional(),
  tags: z.record(z.string(), z.string()).optional(),
})

const refused = (text: string, code: 'config' | 'catalog' = 'config') => {
  try {
    parseYaml(text, 'pets.yaml', Pets, code)
  } catch (error) {
    const { name, message, fix, file } = error as { name: string; message: string; fix: string; file: string }
    return { name, message, fix, file }
  }
  throw new Error('it was read')
}

describe('a mistake is told with its file, line and fix, and in one line', () => {
  test.each([
    ['a wrong type', 'name: 7\n', 'line 1: `name`: invalid input: expected string, received number', /schema/],
    ['a text for a list', 'name: a\nages: 3\n', 'line 2: `ages`: expected array or object, received number', /schema/],
    [
      'a wrong member of a list',
      'name: a\nages:\n  - 1\n  - two\n',
      'line 4: `ages.1`: invalid input: expected number, received string',
      /schema/,
    ],
    ['an empty list', 'name: a\nages: []\n', 'line 2: `ages`: too small', /schema/],
    ['an unknown field', 'name: a\ncolour: red\n', 'line 2: unrecognized key: "colour"', /remove `colour`/],
    [
      'a misspelled field beside the one that is missing',
      'nmae: a\n',
      'line 1: unrecognized key: "nmae"',
      /remove `nmae`/,
    ],
    ['a missing field', 'kind: cat\n', 'line 1: `name`: is missing', /add `name`/],
    [
      'a word that is not on the list',
      'name: a\nkind: horse\n',
      'line 2: `kind`: `horse` is not known here',
      /use one of `cat`, `dog`/,
    ],
    [
      'an unknown sort of entry',
      'name: a\ndoes:\n  verb: flies\n',
      'line 3: `does.verb`: `flies` is not known here',
      /use one of `runs`/,
    ],
    ['an entry without its sort', 'name: a\ndoes:\n  km: 3\n', 'line 2: `does.verb`: is missing', /use one of `runs`/],
    ['a field that this sort lacks', 'name: a\ndoes:\n  verb: runs\n', 'line 2: `does.km`: is missing', /add `km`/],
    ['a day that is none', 'name: a\nborn: 2025-02-30\n', 'line 2: `born`: invalid ISO date', /schema/],
    [
      'a key that stands twice',
      'name: a\nkind: cat\nkind: dog\n',
      'line 3, column 1: key `kind` stands twice',
      /keep one/,
    ],
    ['an alias', 'name: &x a\nkind: *x\n', 'line 2: `*x` is an alias', /write out/],
    [
      'an alias to a list that grows',
      'name: a\ntags:\n  a: &l [x]\n  b: *l\n',
      'line 4: `*l` is an alias',
      /write out/,
    ],
    ['a tab', 'name: a\ntags:\n\ta: b\n', 'line 3, column 1: tabs are not allowed', /spaces/],
    ['a tag', 'name: !js "1"\n', 'line 1, column 7: unresolved tag', /mend/],
    ['binary content', 'name: !!binary aGk=\n', 'line 1: `name`: invalid input: expected string', /schema/],
    ['a second document', 'name: a\n---\nname: b\n', 'line 2, column 1: a second document', /one document/],
    ['a merge key', 'name: a\n<<: {kind: cat}\n', 'line 2: unrecognized key: "<<"', /remove/],
    ['a key that JavaScript would lose', 'name: a\ntags:\n  __proto__: b\n', 'line 3: key `__proto__`', /another name/],
    ['a list that does not end', 'name: a\nages: [1, 2\n', 'line 3, column 1: flow sequence', /mend/],
    ['nothing', '', 'line 1: invalid input: expected object, received null', /schema/],
    ['a comment only', '# todo\n', 'line 1: invalid input: expected object, received null', /schema/],
    ['a sentence', 'hello\n', 'line 1: invalid input: expected object, received string', /schema/],
  ])('%s', (_, text, message, fix) => {
    const told = refused(text)
    expect(told.name).toBe('ProvgateError')
    expect(told.message).toContain('`pets.yaml` ')
    expect(told.message).toContain(message)
    expect(told.message).not.toContain('\n')
    expect(told.fix).toMatch(fix)
    expect(told.file).toBe('pets.yaml')
  })

  test('long values are shown in part', () => {
    expect(refused(`name: a\nkind: ${'x'.repeat(5000)}\n`).message.length).toBeLessThan(200)
  })
})

describe('a catalog file that was cut off', () => {
  const whole = 'name: a\ntags:\n  one: first\n  two: second\n'
  test('is read while its last line is whole', () => {
    expect(parseYaml(whole, 'pets.yaml', Pets, 'catalog').tags).toEqual({ one: 'first', two: 'second' })
  })
  const inside = [...whole].map((_, at) => at).filter((at) => at > 0 && whole[at - 1] !== '\n')
  test.each(inside)('is refused when it ends inside of a line: after %i characters', (length) => {
    expect(refused(whole.slice(0, length), 'catalog').message).toContain('the file ends in the middle of a line')
  })
  test('a configuration may end without a line break', () => {
    expect(parseYaml('name: a', 'pets.yaml', Pets)).toEqual({ name: 'a' })
  })
})

test('what was read tells its lines', () => {
  const { data, lineAt } = parseYamlAt('# pets\nname: a\ntags:\n  one: x\n\n  two: y\n', 'pets.yaml', Pets, 'catalog')
  expect(data.tags).toEqual({ one: 'x', two: 'y' })
  expect([[], ['name'], ['tags', 'two'], ['tags', 'three'], ['nothing']].map(lineAt)).toEqual([2, 2, 6, 3, 2])
})

test.each(['\n', '\r\n'])('line ends %j and a byte order mark change nothing', (end) => {
  const text = ['name: a', 'kind: cat', ''].join(end)
  expect(parseYaml(text, 'pets.yaml', Pets, 'catalog')).toEqual({ name: 'a', kind: 'cat' })
  expect(parseYaml(`\ufeff${text}`, 'pets.yaml', Pets, 'catalog')).toEqual({ name: 'a', kind: 'cat' })
})

test('the reader of YAML says nothing on its own', () => {
  const said = [vi.spyOn(process, 'emitWarning'), vi.spyOn(console, 'warn')]
  expect(refused('name: a\n? {b: 1}\n: c\n').message).toContain('unrecognized key')
  for (const spy of said) expect(spy).not.toHaveBeenCalled()
})
