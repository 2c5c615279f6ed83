import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Case, grade } from '../src/index.ts'
import { AS_OF, rule } from './ruling-kit.ts'

const read = (url: URL): Case[] =>
  readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Case.parse(JSON.parse(line)))

const own = new URL('./cases/', import.meta.url)
const files: [name: string, cases: Case[]][] = [
  ['worked cases', read(new URL('../../shared/cases/rulings.jsonl', import.meta.url))],
  ...readdirSync(own)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name): [string, Case[]] => [name, read(new URL(name, own))]),
]

describe.each(files)('%s', (_, cases) => {
  test.each(cases.map((item) => [item.id, item.why ?? '', item] as const))('%s: %s', (_id, _why, item) => {
    const { provenance, target, permissions, curations, settings } = item
    const found = rule(provenance, target, {
      permissions,
      curations,
      settings: { ...settings, as_of: settings.as_of ?? AS_OF },
    })
    const told = `${found.ruling} [${found.obligations.map(({ duty }) => duty).join(' ')}]: ${found.reasons[0]?.says}`
    expect(['exact', 'acceptable'], told).toContain(grade(item, found))
  })

  test('no id stands twice', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  })
})
