import { describe, expect, test } from 'vitest'
import { builtinCatalog, gridSources, type Judge, Permission, type Source, type Target } from '../src/index.ts'
import { judgeFor, type Options } from './ruling-kit.ts'

const LICENSES = ['cc-by-4.0', 'MIT OR GPL-3.0-only', 'llama3.1', 'nobody-knows']

/** Sources of all kinds that share models, doors and texts, so that what is remembered for one might serve another. */
const sources = gridSources(builtinCatalog, builtinCatalog).flatMap((source, i): Source[] => [
  source,
  { ...source, date: ['2023-04-01', '2024-03', '2025-06-10', '2026-11-21/2026-12-31'][i % 4]!, account: 'other' },
  { ...source, role: (['judge', 'filter', 'label', 'input'] as const)[i % 4]!, license: LICENSES[i % 3]! },
  { ...source, features: ['web-search'], intent: 'training', derived_from: [{ model: 'gpt-4', channel: 'chat' }] },
])

const permissions = [
  Permission.parse({
    grantor: 'openai',
    reference: 'MSA-1',
    scope: { kind: ['chat'] },
    covers: { from: '2025-01-01' },
  }),
]

const runs: [string, Target, Options][] = [
  ['an open chat model', { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true }, {}],
  ['a named model on a base', { name: 'Llama-Foo', kind: 'chat', purpose: 'train', base: 'llama-3.1-8b' }, {}],
  ['nothing declared', {}, { settings: { stale: 'hold', or: 'strictest' } }],
  ['an internal tool', { kind: 'classification', distribution: 'internal' }, { settings: { reach: 'account-holder' } }],
  ['a permission', { kind: 'chat', purpose: 'train', distribution: 'public' }, { permissions }],
]

describe('a ruling without its reasons', () => {
  test.each(runs)('is the one that is explained, whatever was asked before: %s', (_, target, options) => {
    const asked = judgeFor(target, options)
    const origins = sources.map(asked.origin)
    for (const origin of origins) asked.weigh(origin)
    const fresh = judgeFor(target, options)
    const differ = origins.filter((origin) => {
      const explained = told(fresh, origin)
      return JSON.stringify(asked.rule(origin)) !== explained || asked.weigh(origin) !== JSON.parse(explained).ruling
    })
    expect(differ).toEqual([])
  })
})

function told(judge: Judge, origin: Parameters<Judge['rule']>[0]): string {
  const { id, ruling, action, obligations, rests } = judge.explain(origin)
  return JSON.stringify({ id, ruling, action, obligations, rests })
}
