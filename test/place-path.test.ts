import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInside, safeJoin } from '../adapters/places/file.ts'

describe('safeJoin', () => {
  it('puts a relative name below the folder', () => {
    expect(safeJoin('/out', 'a.jsonl')).toBe('/out/a.jsonl')
    expect(safeJoin('out', 'a/b c/odd name#1.jsonl')).toBe('out/a/b c/odd name#1.jsonl')
    expect(safeJoin('out', '..a/b..')).toBe('out/..a/b..')
  })

  const BAD = [
    '',
    '.',
    '..',
    '../a',
    'a/../../b',
    'a/..',
    '/etc/passwd',
    'a//b',
    'a/',
    './a',
    'a\0b',
    'a\nb',
    'C:\\a',
    'a\\..\\b',
    'a:b',
    'a?',
    'a*',
    'a<b',
    'a>b',
    'a|b',
    'a"b',
  ]
  for (const name of BAD) {
    it(`refuses ${JSON.stringify(name)}`, () => {
      expect(() => safeJoin('/out', name)).toThrow(expect.objectContaining({ name: 'ProvgateError', code: 'output' }))
    })
  }
})

describe('isInside', () => {
  let root = ''
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'place-path-'))
    await mkdir(join(root, 'in/deep'), { recursive: true })
    await mkdir(join(root, 'input'))
    await writeFile(join(root, 'in/a.jsonl'), '')
    await symlink(join(root, 'in/deep'), join(root, 'link'))
    await symlink(join(root, 'gone'), join(root, 'dangling'))
  })
  afterAll(() => rm(root, { recursive: true }))

  const CASES: readonly [child: string, parent: string, inside: boolean][] = [
    ['in', 'in', true],
    ['in/a.jsonl', 'in', true],
    ['in/deep/not/there/yet', 'in', true],
    ['in/../in/x', 'in', true],
    ['link', 'in', true],
    ['link/new', 'in', true],
    ['in/deep/new', 'link', true],
    ['input', 'in', false],
    ['in', 'in/deep', false],
    ['link/../x', 'in/deep', false],
    ['..', 'in', false],
    ['dangling/x', 'in', false],
    ['in/a.jsonl/x', 'in', true],
    ['in/..x', 'in', true],
  ]
  for (const [child, parent, inside] of CASES) {
    it(`finds ${child} ${inside ? 'inside' : 'outside'} ${parent}`, async () => {
      expect(await isInside(join(root, child), join(root, parent))).toBe(inside)
    })
  }

  it('knows that everything is inside the root folder', async () => {
    expect(await isInside(root, '/')).toBe(true)
  })
})
