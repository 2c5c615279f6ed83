import { describe, expect, test } from 'vitest'
import type { Source, Target } from '../src/index.ts'
import { builtin, duties, reason, rule } from './ruling-kit.ts'

/** What teams ask first: may these outputs train this model? Each answer shows the words that it rests on. */
const openCode: Target = {
  kind: 'code-generation',
  purpose: 'train',
  distribution: 'open-weights',
  commercial: false,
  name: 'Foo-7B',
  base: 'mistral-7b',
}
const benchmark: Target = { kind: 'benchmark', purpose: 'evaluate', distribution: 'public', commercial: false }
const inside: Target = { kind: 'chat', purpose: 'train', distribution: 'internal', commercial: false }
const gpt4o: Source = { role: 'output', model: 'gpt-4o-2024-08-06', channel: 'api', date: '2025-08-10' }
const claude: Source = { role: 'output', model: 'claude-3-5-sonnet-20241022', channel: 'api', date: '2025-08-01' }
const weights = (model: string, date = '2025-08-01'): Source => ({ role: 'output', model, channel: 'weights', date })

describe('outputs of GPT-4o', () => {
  test('as a fine-tuning set of an open code model: forbidden, in the words of the agreement of that day', () => {
    const found = rule(gpt4o, openCode)
    expect(found).toMatchObject({ ruling: 'forbidden', action: 'drop' })
    expect(found.reasons[0]).toMatchObject({
      code: 'forbidden-by-clause',
      terms: 'openai-business-terms',
      version: '2025-05-31',
      evidence: 'read',
    })
    expect(found.reasons[0]?.quote).toContain('use Output to develop artificial intelligence models that compete')
    expect(found.reasons[0]?.facts).toContain('kind=code-generation')
  })

  test.each<[says: string, target: Target]>([
    ['as a benchmark', benchmark],
    ['to evaluate a code model only', { ...openCode, purpose: 'evaluate' }],
    ['inside an application', { kind: 'application', purpose: 'none', distribution: 'hosted', commercial: true }],
  ])('%s: not forbidden', (_, target) => {
    expect(rule(gpt4o, target).ruling).not.toBe('forbidden')
  })

  test('as a benchmark they pass, for the terms were read in full', () => {
    expect(rule(gpt4o, benchmark)).toMatchObject({ ruling: 'permitted', action: 'pass' })
  })
})

describe('outputs of Claude', () => {
  test.each([
    'classification',
    'categorization',
    'summarization',
    'extraction',
    'semantic-search',
    'anomaly-detection',
  ] as const)('for %s: permitted, by the words of the help article', (kind) => {
    const found = rule({ ...claude, role: 'label' }, { ...inside, kind })
    expect(found.ruling).toBe('permitted')
    const quotes = found.reasons.filter(({ code }) => code === 'exception-holds').map(({ quote }) => quote)
    expect(quotes).toContain('This includes creating specialized classifiers and tools such as')
    expect(reason(found, 'exception-holds')?.facts).toContain(`kind=${kind}`)
  })

  test('for a chatbot: forbidden, with the clause', () => {
    const found = rule(claude, inside)
    expect(found.ruling).toBe('forbidden')
    expect(found.reasons[0]?.quote).toContain('to train competing AI models')
  })
})

describe('outputs of Llama', () => {
  test.each(['Foo-7B', 'Llama-Foo-7B'])('3 for %s: forbidden, whatever the name', (name) => {
    const found = rule(weights('meta-llama/Meta-Llama-3-70B-Instruct', '2024-09-01'), { ...openCode, name })
    expect(found.ruling).toBe('forbidden')
    expect(found.reasons[0]).toMatchObject({ terms: 'llama3-community' })
    expect(found.reasons[0]?.quote).toContain('improve any other large language model')
    const { base: _, ...open } = openCode
    const asked = rule(weights('meta-llama/Meta-Llama-3-70B-Instruct', '2024-09-01'), { ...open, name })
    expect(asked.reasons[0]).toMatchObject({ code: 'forbidden-by-clause', missing: ['base'] })
  })

  test('3.1 for Foo-7B: held, with the name that would do', () => {
    const found = rule(weights('meta-llama/Llama-3.1-70B-Instruct', '2024-09-01'), openCode)
    expect(found).toMatchObject({ ruling: 'undetermined', action: 'quarantine' })
    expect(found.reasons[0]).toMatchObject({ code: 'duty-broken', terms: 'llama3.1-community' })
    expect(found.reasons[0]?.fix).toContain('starts with `Llama` (target.name)')
    expect(found.reasons[0]?.quote?.length).toBeGreaterThan(10)
  })

  test('3.1 for Llama-Foo-7B: passes with the duty', () => {
    const found = rule(weights('meta-llama/Llama-3.1-70B-Instruct', '2024-09-01'), {
      ...openCode,
      name: 'Llama-Foo-7B',
    })
    expect(found.ruling).toBe('conditional')
    expect(duties(found)).toContain('name-prefix')
  })
})

describe('permissive teachers', () => {
  test.each([
    ['mistralai/Mistral-7B-Instruct-v0.2', 'apache-2.0'],
    ['Qwen/Qwen2.5-Coder-32B-Instruct', 'apache-2.0'],
    ['Qwen2.5-Coder-7B', 'apache-2.0'],
    ['moonshotai/Kimi-K2-Instruct', 'moonshot-modified-mit'],
  ])('%s: permitted, by %s on its weights', (model, terms) => {
    const found = rule(weights(model), openCode)
    expect(found.ruling).toBe('permitted')
    expect(reason(found, 'permitted-by-clause')?.terms).toBe(terms)
  })

  test('the same model at its own chat door is under other terms', () => {
    for (const model of ['Qwen/Qwen2.5-Coder-32B-Instruct', 'kimi-k2'])
      expect(rule({ ...weights(model), channel: 'chat' }, { ...openCode, commercial: true }).ruling).not.toBe(
        'permitted',
      )
  })
})

test('no quotation is longer than forty words', () => {
  for (const { id, versions } of builtin.catalog.terms)
    for (const { clauses } of versions)
      for (const clause of clauses)
        for (const { quote } of [clause, ...(clause.effect === 'forbid' ? clause.except : [])])
          expect((quote ?? '').split(/\s+/).length, `${id}#${clause.id}`).toBeLessThanOrEqual(40)
})
