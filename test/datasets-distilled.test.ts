import { describe, expect, test } from 'vitest'
import { builtinCatalog } from '../src/index.ts'
import { allowed, rule } from './ruling-kit.ts'

const target = { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true } as const
const CLOSED = /^(?:gpt-|claude|gemini)/

/** Datasets that closed models wrote, by what the registry says of them, directly. */
const written = builtinCatalog.datasets.filter(({ sources, rows }) =>
  [...sources, ...(rows?.in_each ? rows.groups.flatMap((group) => group.sources) : [])].some(
    ({ model, role }) => role === 'output' && model !== undefined && CLOSED.test(model),
  ),
)

describe('a permissive label on what a closed model wrote', () => {
  test.each(written.map(({ id }) => [id]))('of %s lifts nothing', (dataset) => {
    for (const license of ['apache-2.0', 'mit', 'cc0-1.0', undefined])
      expect(allowed(rule({ role: 'output', dataset, ...(license && { license }) }, target)), license).toBe(false)
  })

  test('is looked at for many', () => {
    expect(written.length).toBeGreaterThan(40)
  })
})
