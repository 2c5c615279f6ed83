import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { foldName, isPlain } from '../src/name.ts'
import { builtin, model, small } from './ruling-kit.ts'

describe('a name in parts', () => {
  test.each<[name: string, tokens: string, org: string | undefined, host: string | undefined]>([
    ['GPT-4', 'gpt-4', undefined, undefined],
    ['GPT 4 Turbo', 'gpt-4-turbo', undefined, undefined],
    ['claude_instant_1', 'claude-instant-1', undefined, undefined],
    ['meta-llama/Llama-3.1-8B', 'llama-3.1-8b', 'meta-llama', undefined],
    ['meta-llama--Llama-3.1-8B', 'llama-3.1-8b', 'meta-llama', undefined],
    ['llama3:70b', 'llama3-70b', undefined, undefined],
    ['claude-3-5-sonnet@20240620', 'claude-3-5-sonnet-20240620', undefined, undefined],
    ['Meta-Llama-3.1-405B-Instruct@sambanova', 'meta-llama-3.1-405b-instruct', undefined, 'sambanova'],
    ['openrouter/meta-llama/llama-3-8b', 'llama-3-8b', 'meta-llama', 'openrouter'],
    ['accounts/fireworks/models/llama-v3p1-8b', 'llama-v3p1-8b', undefined, 'fireworks'],
    ['gpt--4', '4', 'gpt', undefined],
    ['a/b--c', 'b-c', 'a', undefined],
    ['\u212bngstr', '', undefined, undefined],
  ])('%j is %s of %s at %s', (name, tokens, org, host) => {
    const folded = foldName(name)
    expect(folded?.tokens.join('-') ?? '').toBe(tokens)
    expect([folded?.org, folded?.host]).toEqual([org, host])
  })

  test.each([
    '',
    ' ',
    ' gpt-4',
    'gpt-4 ',
    'gpt\t4',
    'gpt-4\n',
    'gpt-\u200b4',
    'gpt‑4',
    'ｇｐｔ-4',
    'gрt-4',
    '\ufeffgpt-4',
    'gpt-4/',
    '-',
    '/',
    '--',
    ':',
  ])('%j is no name', (name) => {
    expect(foldName(name)).toBeUndefined()
  })

  test.each<[string, boolean]>([
    ['org/name', true],
    ['two words', true],
    ['知乎', true],
    [' a', false],
    ['a\u00a0', false],
    ['a\u200bb', false],
    ['a\u202eb', false],
    ['a\nb', false],
    ['a\u2028b', false],
  ])('%j is plain: %s', (text, plain) => {
    expect(isPlain(text)).toBe(plain)
  })
})

const found = (name: string, names = builtin.names): string => {
  const resolved = names.resolve(name)
  if (resolved.kind === 'unknown') return 'unknown'
  return `${resolved.model.id}${resolved.unlisted ? ' unlisted' : ''}${resolved.implies ? ` ${resolved.implies}` : ''}${resolved.host ? ` @${resolved.host}` : ''}`
}

describe('names of the catalog', () => {
  test.each([
    ['gpt-4-0613', /^gpt-4/],
    ['gpt-4-32k', /^gpt-4/],
    ['gpt-35-turbo', / azure$/],
    ['claude-3-5-sonnet@20240620', /^claude-3.5/],
    ['us.anthropic.claude-3-5-sonnet-20241022-v2:0', /^claude-3.5 bedrock/],
    ['bedrock_claude', /^claude bedrock/],
    ['Meta-Llama-3.1-405B-Instruct-Turbo', /^llama-3.1$/],
    ['Meta-Llama-3.1-405B-Instruct@sambanova', /^llama-3.1 @sambanova$/],
    ['meta-llama--Llama-3.1-8B-Instruct', /^llama-3.1$/],
    ['llama3.1:8b-instruct-q4_0', /^llama-3.1$/],
    ['TheBloke/Llama-2-7B-Chat-GGUF', /^llama-2 unlisted$/],
    ['Llama-2-7B-Chat-GGUF', /^llama-2$/],
    ['qwen2.5-coder:7b', /^qwen2.5-coder/],
    ['Qwen/Qwen2.5-Coder-32B-Instruct-AWQ', /^qwen2.5-coder/],
    ['someone/Qwen2.5-Coder-32B-Instruct', /unlisted$/],
    ['mistral-7b-superchat', /^mistral.* unlisted$/],
  ])('%s is %s', (name, pattern) => {
    expect(found(name)).toMatch(pattern)
  })

  test.each([
    'claude-like',
    'my-gpt-4-eval',
    'gpt-4-eval',
    'not-openai/gpt-4',
    'unknown',
    'LLM',
    'example',
    'gpt',
    'claud',
    'xgpt-4',
    'g-p-t-4',
    'gpt-4.',
    'gemini-1.5-flash-hacked',
  ])('%s is unknown', (name) => {
    expect(found(name)).toBe('unknown')
  })

  test('every example resolves to its model, also in capitals and behind the account of its maker', () => {
    for (const { id, issuer, examples } of builtin.catalog.models)
      for (const example of examples) {
        expect(found(example).split(' ')[0]).toBe(id)
        expect(found(example.toUpperCase()).split(' ')[0]).toBe(id)
        if (!/\/|--/.test(example)) expect(found(`${issuer}/${example}`), `${issuer}/${example}`).toBe(found(example))
      }
  })

  test('no name of the samples is taken for another', () => {
    const lines = readFileSync(new URL('../../shared/samples/alpacaeval-generator.jsonl', import.meta.url), 'utf8')
    const names = new Set(
      lines
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { generator: string }).generator),
    )
    for (const name of names) {
      const resolved = builtin.names.resolve(name)
      if (resolved.kind === 'unknown') continue
      const folded = foldName(name)!.tokens.join('-')
      const families = [...resolved.model.family, ...Object.values(resolved.model.named_by).flat()]
      expect(
        families.some((family) => folded === family || folded.startsWith(`${family}-`)),
        name,
      ).toBe(true)
    }
  })
})

describe('tails', () => {
  const { names } = small({
    models: [
      model(
        'open',
        {},
        {
          family: ['foo', 'foo-bar'],
          tails: ['mini', 'two-words', '@date', '@size', '@n'],
          open: true,
          orgs: ['friend'],
        },
      ),
      model('shut', {}, { family: ['foo-baz'], tails: ['mini'] }),
      model('long', {}, { family: ['foo-bar-long'], tails: [], open: true }),
    ],
  })

  test.each([
    ['foo', 'open'],
    ['foo-mini', 'open'],
    ['foo-two-words', 'open'],
    ['foo-two', 'open unlisted'],
    ['foo-mini-7b-2024-05-01', 'open'],
    ['foo-2024-05', 'open'],
    ['foo-7b-mini-x', 'open unlisted'],
    ['foo-constructor', 'open unlisted'],
    ['foo-bar', 'open'],
    ['foo-bar-mini', 'open'],
    ['foo-bar-long', 'long'],
    ['foo-bar-long-mini', 'long unlisted'],
    ['foo-baz', 'shut'],
    ['foo-baz-mini', 'shut'],
    ['foo-baz-other', 'unknown'],
    ['maker/foo', 'open'],
    ['friend/foo', 'open'],
    ['stranger/foo', 'open unlisted'],
    ['stranger/foo-baz', 'unknown'],
    ['fo', 'unknown'],
    ['foobar', 'unknown'],
  ])('%s is %s', (name, expected) => {
    expect(found(name, names)).toBe(expected)
  })
})
