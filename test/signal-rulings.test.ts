import { describe, expect, test } from 'vitest'
import type { Target } from '../schemas/target.ts'
import { compile } from './convention-kit.ts'
import { rule, small, terms, version } from './ruling-kit.ts'
import { licensed, type Signals, TARGET } from './signal-kit.ts'

const STUDY: Target = {
  kind: 'chat',
  purpose: 'research',
  distribution: 'internal',
  commercial: false,
  licensee: 'research-organization',
}
const ABROAD: Target = { ...TARGET, domicile: ['US'] }
const kind = (name: Target['kind']): Target => ({ ...TARGET, kind: name })
const purpose = (name: Target['purpose']): Target => ({ ...TARGET, purpose: name })

const AIPREF = { 'train-ai': 'n' }
const ANY = { 'content-signal': 'ai-train=no' }
const GENERATIVE = { 'cawg.ai_generative_training': 'notAllowed' }
const OTHER = { 'cawg.ai_training': 'notAllowed' }
const MINING = { 'cawg.data_mining': 'notAllowed' }
const INPUT = { 'cawg.ai_inference': 'notAllowed' }
const IMAGES = { noimageai: true }

describe('which uses a signal is about, beside a license that permits all of them', () => {
  test.each<[signals: Signals, target: Target, ruling: string]>([
    // AIPREF: the newest draft means generative models, earlier ones any
    [AIPREF, kind('chat'), 'undetermined'],
    [AIPREF, kind('image-generation'), 'undetermined'],
    [AIPREF, kind('classification'), 'undetermined'],
    [AIPREF, ABROAD, 'undetermined'],
    [AIPREF, purpose('research'), 'undetermined'],
    [AIPREF, purpose('evaluate'), 'permitted'],
    [AIPREF, STUDY, 'permitted'],
    [ANY, kind('classification'), 'undetermined'],
    [ANY, purpose('evaluate'), 'permitted'],
    [ANY, STUDY, 'permitted'],
    // CAWG has an entry for models that generate, one for those that don't, one for mining, one for input
    [GENERATIVE, kind('chat'), 'undetermined'],
    [GENERATIVE, kind('classification'), 'permitted'],
    [GENERATIVE, kind('embedding'), 'permitted'],
    [GENERATIVE, kind(['embedding', 'chat']), 'undetermined'],
    [GENERATIVE, kind('summarization'), 'undetermined'],
    [GENERATIVE, purpose('evaluate'), 'permitted'],
    [GENERATIVE, STUDY, 'permitted'],
    [OTHER, kind('classification'), 'undetermined'],
    [OTHER, kind('chat'), 'undetermined'],
    [MINING, kind('chat'), 'undetermined'],
    [MINING, kind('classification'), 'undetermined'],
    [MINING, purpose('evaluate'), 'undetermined'],
    [MINING, STUDY, 'permitted'],
    [INPUT, kind('chat'), 'permitted'],
    [INPUT, purpose('evaluate'), 'undetermined'],
    [INPUT, { ...TARGET, kind: 'application', purpose: 'none' }, 'undetermined'],
    [{ robots_perplexitybot: 'disallow' }, purpose('evaluate'), 'undetermined'],
    [{ robots_gptbot: 'disallow' }, kind('classification'), 'undetermined'],
    // what is not declared is not known
    [GENERATIVE, { ...TARGET, kind: undefined } as Target, 'undetermined'],
    [AIPREF, { ...TARGET, purpose: undefined } as Target, 'undetermined'],
  ])('%j for %j: %s', (signals, target, ruling) => {
    expect(rule(licensed(signals), target).ruling).toBe(ruling)
  })

  test.each<[signals: Signals, target: Target, ruling: string]>([
    [AIPREF, kind('chat'), 'forbidden'],
    [AIPREF, kind('classification'), 'undetermined'],
    [AIPREF, ABROAD, 'undetermined'],
    [AIPREF, STUDY, 'undetermined'],
    [ANY, kind('classification'), 'forbidden'],
    [GENERATIVE, kind('chat'), 'forbidden'],
    [GENERATIVE, kind('classification'), 'undetermined'],
    [GENERATIVE, kind(['embedding', 'chat']), 'forbidden'],
    [GENERATIVE, { ...kind('reward-model'), serves: 'chat' }, 'forbidden'],
    [OTHER, kind('classification'), 'forbidden'],
    [MINING, kind('classification'), 'forbidden'],
    [INPUT, kind('chat'), 'undetermined'],
  ])('%j without one for %j: %s', (signals, target, ruling) => {
    expect(rule({ signals }, target).ruling).toBe(ruling)
  })

  test.each([
    [undefined, 'undetermined'],
    ['image', 'undetermined'],
    ['photo', 'undetermined'],
    ['text', 'permitted'],
    ['code', 'permitted'],
  ])('`noimageai` beside a license, of content %s: %s', (content, ruling) => {
    expect(rule({ ...licensed(IMAGES), ...(content && { content }) }, TARGET).ruling).toBe(ruling)
  })

  test('a setting that accepts what has no license does not pass what is reserved, and passes what is allowed', () => {
    const settings = { unlicensed: { accept: 'tdm-exception', basis: 'memo', jurisdiction: 'EU' } } as const
    const ruling = (signals: Signals) => rule({ signals, author: 'human' }, TARGET, { settings }).ruling
    expect(ruling({ 'content-usage': 'train-ai=n' })).toBe('forbidden')
    expect(ruling({ 'content-usage': 'train-ai=y' })).toBe('conditional')
  })
})

describe('the reasons', () => {
  const reasons = (signals: Signals) =>
    rule(licensed(signals), TARGET).reasons.map(({ says, fix }) => `${says}; ${fix}`)

  test.each<[signals: Signals, part: string]>([
    [
      { 'tdm-reservation': 1, 'tdm-policy': 'https://example.org/p' },
      'signal `tdm-reservation` tells where terms may be had: `https://example.org/p`; add a curation',
    ],
    [
      { 'cawg.ai_generative_training': 'constrained', 'cawg.ai_generative_training.constraint_info': 'CC BY-NC 4.0' },
      'signal `cawg.ai_generative_training` allows it under terms of its own: `CC BY-NC 4.0`; read these terms',
    ],
    [
      { 'tdm-policy': 'https://example.org/p' },
      'signal `tdm-policy` tells the terms of `tdm-reservation`, which is missing',
    ],
    [{ 'content-usage': 'train-music=n, search=y' }, 'of which `train-music: n` is not known'],
    [{ 'content-usage': 'Train-AI=n' }, 'signal `content-usage` has the value `Train-AI=n`, which is not known'],
    [{ 'x-robots-tag': 'nothanks' }, 'signal `x-robots-tag` has the value `nothanks`, which is not known'],
    [{ 'x-robots-tag': 'noindex, nothanks' }, 'of which `nothanks` is not known'],
    [
      { 'robots.txt': 'User-agent: *\nDisallow: /a/' },
      'says `disallow` of `/a/`, and whether this record is from there',
    ],
    [{ 'robots.txt': 'User-agent: NewBot\nDisallow: /' }, 'of which `robots-NewBot: disallow` is not known'],
    [{ unheard: 'of' }, 'signal `unheard` is not known; add it to the catalog'],
    [{ 'content-usage': 'train-ai=n' }, 'signal `content-usage` reserves what the license grants'],
  ])('%j: %s', (signals, part) => {
    expect(reasons(signals).join('\n')).toContain(part)
  })

  test('are the same whatever order the signals stand in', () => {
    const signals = { 'tdm-reservation': 1, tdm_policy: 'b', 'tdm-policy': 'a', aipref: 'train-ai=n', unheard: 'of' }
    const turned = Object.fromEntries(Object.entries(signals).reverse())
    expect(reasons(turned)).toEqual(reasons(signals))
  })
})

describe('a convention reads signals from fields of their own', () => {
  const read = compile([
    {
      set: { license: '/license' },
      signals: {
        'tdm-reservation': '/tdm',
        'cawg.training-mining': '/assertion',
        'x-robots-tag': '/headers/robots',
        noai: { path: '/flag', table: { '7': 'noai' }, otherwise: 'missing' },
      },
    },
  ])
  test.each<[record: object, sources: unknown]>([
    [{ license: 'mit', tdm: 1 }, [{ license: 'mit', signals: { 'tdm-reservation': 1 } }]],
    [{ license: 'mit', tdm: 1n }, [{ license: 'mit', signals: { 'tdm-reservation': 1 } }]],
    [{ tdm: false }, [{ signals: { 'tdm-reservation': false } }]],
    [{ flag: 7 }, [{ signals: { noai: 'noai' } }]],
    [{ flag: 8 }, []],
    [{ headers: { robots: ['noindex', 'noai'] } }, [{ signals: { 'x-robots-tag': 'noindex\nnoai' } }]],
    [
      { assertion: { entries: { 'cawg.ai_training': { use: 'allowed' } } } },
      [{ signals: { 'cawg.training-mining': '{"entries":{"cawg.ai_training":{"use":"allowed"}}}' } }],
    ],
    [{ assertion: '{"entries":{}}' }, [{ signals: { 'cawg.training-mining': '{"entries":{}}' } }]],
    [{ license: 'mit', tdm: null }, [{ license: 'mit' }]],
    [{}, []],
    [{ assertion: { a: undefined } }, 'unreadable-value'],
    [{ assertion: 'x'.repeat(2000) }, 'wrong-type'],
    [{ headers: 'robots' }, 'wrong-type'],
  ])('%o', (record, sources) => {
    expect(read.sources(record as never)).toEqual(sources)
  })

  test('beside those that a field has', () => {
    const both = compile([{ set: { signals: '/signals' }, signals: { noai: '/noai' } }])
    expect(both.sources({ signals: { 'train-ai': 'y' }, noai: true })).toEqual([
      { signals: { 'train-ai': 'y', noai: true } },
    ])
  })
})

test.each<[what: string, signal: object, says: string]>([
  ['a name that is read as another', { name: 'tdm.reservation', free: [0] }, 'have names that are read as one'],
  ['an alias of another', { name: 'x', aliases: ['robots_txt-gptbot'], free: [0] }, 'have names that are read as one'],
  ['values without terms', { name: 'x', values: [1] }, 'brings no terms with it'],
  [
    'a value that means two things',
    { name: 'x', values: [1], free: [1], terms: ['tdm-reserved'] },
    'the value `1` twice',
  ],
  ['a value that is never met', { name: 'x', free: ['Yes'] }, 'not written as values are compared'],
  ['terms that are not there', { name: 'x', values: [1], terms: ['gone'] }, 'names terms `gone`'],
])('a catalog with %s does not hold together', (_, signal, says) => {
  const reserved = terms('reserved', [version('1', null, null)], { kind: 'signal' })
  const known = ['tdm_reservation', 'robots-gptbot'].map((name) => ({ name, values: [1], terms: ['reserved'] }))
  expect(() => small({ terms: [reserved], signals: known })).not.toThrow()
  expect(() => small({ terms: [reserved], signals: [...known, signal as (typeof known)[number]] })).toThrow(says)
})
