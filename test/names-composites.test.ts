import { describe, expect, test } from 'vitest'
import { builtin, codes, rule } from './ruling-kit.ts'

const CHAT = { name: 'foo', kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true } as const
const modelOf = (name: string) => {
  const found = builtin.names.resolve(name)
  return found.kind === 'model' && found.unlisted === undefined ? found.model : undefined
}

describe('a composite', () => {
  test.each<[name: string, parts: string[]]>([
    ['Together-MoA', ['wizardlm-2', 'qwen1.5', 'qwen1.5', 'llama-3', 'mistral-apache', 'dbrx']],
    ['Together-MoA-Lite', ['wizardlm-2', 'qwen1.5', 'qwen1.5', 'llama-3', 'mistral-apache', 'dbrx']],
    ['openpipe-moa-gpt-4-turbo-v1', ['gpt-4']],
    ['openpipe:moa-gpt-4o-v1', ['gpt-4o']],
    ['SelfMoA_gemma-2-9b-it-SimPO', ['simpo-gemma-2']],
    ['SelfMoA_gemma-2-9b-it-WPO-HB', ['wpo-gemma-2']],
    ['aligner-2b_claude-3-opus-20240229', ['aligner-2b', 'claude-3']],
    ['aligner-2b_gpt-4-turbo-2024-04-09', ['aligner-2b', 'gpt-4']],
    ['aligner-2b_qwen1.5-72b-chat', ['aligner-2b', 'qwen1.5']],
    ['bloom-7b_llama-7b', ['bloom', 'llama-1']],
    ['pairrm-tulu-2-70b', ['pairrm', 'tulu-2']],
    ['pairrm-zephyr-7b-beta', ['pairrm', 'zephyr']],
    ['pairrm-Yi-34B-Chat', ['pairrm', 'yi']],
    ['ultralm-13b-best-of-16', ['ultralm', 'ultrarm']],
    ['ultralm-13b-v2.0-best-of-16', ['ultralm-v2', 'ultrarm']],
  ])('%s is made of %j', (name, parts) => {
    expect(modelOf(name)?.parts.map((part) => modelOf(part)?.id)).toEqual(parts)
  })

  test.each(['Samba-CoE-v0.2', 'Shopee-SlimMoA-v1', 'jina-chat'])('%s does not publish what answers', (name) => {
    expect(modelOf(name)).toMatchObject({ behind: 'unknown' })
    expect(rule({ model: name, date: '2024-06-01' }, CHAT).ruling).toBe('undetermined')
  })

  test.each(builtin.catalog.models.filter(({ parts }) => parts.length > 0))(
    '$id is never ruled looser than a part of it',
    ({ examples, parts }) => {
      for (const target of [CHAT, { ...CHAT, kind: 'classification', distribution: 'internal' } as const]) {
        const ranks = ['permitted', 'conditional', 'undetermined', 'forbidden']
        const whole = rule({ model: examples[0]!, channel: 'weights' }, target).ruling
        for (const part of parts) {
          const alone = rule({ model: part }, target).ruling
          expect(ranks.indexOf(whole), `${part}: ${alone}`).toBeGreaterThanOrEqual(ranks.indexOf(alone))
        }
      }
    },
  )
})

describe('a model tuned on answers of a closed one', () => {
  test.each([
    ['claude2-alpaca-13b', 'claude-2'],
    ['platolm-7b', 'gpt-3.5'],
    ['openchat-v2-w-13b', 'gpt-4'],
    ['gemma-2-9b-it-WPO-HB', 'gpt-4'],
    ['deita-7b-v1.0', 'gpt-4'],
    ['phi-2-dpo', 'gpt-4'],
    ['neural-chat:7b', 'gpt-4'],
  ])('%s comes from %s', (name, teacher) => {
    const upstream = modelOf(name)!.lineage.filter(({ relation }) => relation === 'trained-on-outputs-of')
    expect(upstream.map(({ to }) => to && modelOf(to)?.id)).toContain(teacher)
    expect(rule({ model: name, channel: 'weights', date: '2024-09-01' }, CHAT).ruling).not.toMatch(
      /permitted|conditional/,
    )
  })

  test('a ranker of answers is an upstream, and its own teacher one behind it', () => {
    const found = rule({ model: 'Snorkel-Mistral-PairRM-DPO', channel: 'weights', date: '2024-09-01' }, CHAT)
    expect(found.ruling).toBe('undetermined')
    expect(codes(found)).not.toContain('unknown-model')
  })
})

describe('a name behind a host', () => {
  test.each([
    ['us.meta.llama3-1-70b-instruct-v1:0', 'aws-ai-service-terms'],
    ['bedrock/meta.llama3-70b-instruct-v1:0', 'aws-ai-service-terms'],
    ['accounts/fireworks/models/llama-v3p1-405b-instruct', 'inference-host-terms'],
    ['together_ai/meta-llama/Llama-3-70b-chat-hf', 'inference-host-terms'],
    ['meta-llama/llama-3.1-8b-instruct:free', 'inference-host-terms'],
  ])('%s is under %s too', (name, terms) => {
    const found = rule({ model: name, date: '2025-09-01' }, { ...CHAT, name: 'Llama-foo', base: name })
    const named = [...found.reasons, ...found.obligations].map((each) => each.terms)
    expect(named).toContain(terms)
  })

  test('a door in the name against the declared one makes both candidates', () => {
    const at = (model: string, channel: string) => {
      const found = rule({ model, channel, account: 'own', date: '2025-09-01' }, CHAT)
      return { ruling: found.ruling, terms: new Set(found.reasons.flatMap(({ terms }) => terms ?? [])) }
    }
    expect(at('gpt-4o', 'api')).toEqual({ ruling: 'forbidden', terms: new Set(['openai-business-terms']) })
    expect(at('azure/gpt-4o', 'api')).toEqual({
      ruling: 'undetermined',
      terms: new Set(['microsoft-azure-openai', 'openai-business-terms']),
    })
    expect(at('azure/gpt-4o', 'azure')).toEqual(at('gpt-4o', 'azure'))
  })
})
