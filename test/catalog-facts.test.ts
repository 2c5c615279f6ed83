import { describe, expect, test } from 'vitest'
import type { Clause, Exception, Terms, Version } from '../schemas/terms.ts'
import { catalog, type FactPolicy, type FactVersion, index, shared } from './catalog-kit.ts'

const facts = shared<FactPolicy[]>('policy-facts/policies.json')
const versions = facts.flatMap(({ id, versions }) =>
  versions.map((fact): [string, string, FactVersion] => [id, fact.version, fact]),
)

/** Terms that the facts don't have, and where their words come from. */
const MORE_TERMS: Record<string, string> = {
  'afl-3.0': 'the facts count it among the BSD licenses; its own text asks for more',
  'ogl-uk-3.0': 'the facts count it among CC BY; its own text asks for attribution in every use',
  'ogl-canada-2.0': 'as ogl-uk-3.0',
  'etalab-2.0': 'as ogl-uk-3.0',
  'nlod-2.0': 'as ogl-uk-3.0',
  'dl-de-by-2.0': 'as ogl-uk-3.0',
  'github-terms-of-service': 'the facts have it in one entry with the suggestions of Copilot',
  'microsoft-research-license': 'named by cards; not read',
  'microsoft-phi-early': 'the facts name it in a note; not read, MIT later',
  oanc: 'datasets name it; the page of its project was read',
  'noncommercial-label': 'a label of datasets that says itself what it refuses',
  'aipref-train-ai': 'the facts have one entry for all signals; this one is about generative models',
  'training-reserved': 'as aipref-train-ai, about models of any kind',
  'generative-training-reserved': 'as aipref-train-ai, by an assertion of CAWG',
  'other-training-reserved': 'as aipref-train-ai, about models that generate nothing',
  'ai-input-reserved': 'as aipref-train-ai, about input to a trained model',
  'images-reserved': 'as aipref-train-ai, about images',
}

/** Dates of a version that are not those of the facts: the start of a later text that the facts have in a note. */
const OTHER_DATES: Record<string, { from?: string; to: string }> = {
  'anthropic-usage-policy@2025-09-15': { to: '2026-11-11' },
  'google-gemini-api@2024-10-31': { to: '2026-03-22' },
}

/** Versions that the facts have in a note, in the name of the policy or not at all. */
const MORE_VERSIONS: Record<string, readonly string[]> = {
  'anthropic-usage-policy': ['2026-11-12'],
  'google-gemini-api': ['2026-03-23'],
  'falcon-tii-license': ['2.0'],
  'tencent-hunyuan-license': ['other-editions'],
  'openmdw-1.0': ['1.1'],
  'cc-by': ['3.0'],
  'cc-by-sa': ['1.0', '3.0'],
  'cc-by-nc': ['3.0'],
  'cc-by-nc-sa': ['1.0', '3.0'],
  'cc-by-nc-nd': ['3.0'],
  bsd: ['4-clause'],
}

/** Quotes that are not in the facts, and where each was read. */
const READ_ELSEWHERE: Record<string, RegExp> = {
  'generative-training-reserved@1.1#no-commercial-training': /e203ac5e795cd4000d53d0d12cab144c1bcc1111.*cddl/,
  'other-training-reserved@1.1#no-commercial-training': /e203ac5e795cd4000d53d0d12cab144c1bcc1111.*cddl/,
  'oanc@unversioned#any-use': /www\.anc\.org\/about/,
  'anthropic-usage-policy@2026-11-12#inputs': /1f05ad7d14d305f6ac3420049a46cb6e482ef42f.*Acceptable%20Use%20Policy/,
  'anthropic-usage-policy@2026-11-12#no-unauthorized-training':
    /1f05ad7d14d305f6ac3420049a46cb6e482ef42f.*Acceptable%20Use%20Policy/,
  'openai-business-terms@2026-01-01#no-extraction-around-the-service':
    /01c37ce207dd338e97f3900028a200c65470e0ee.*Commercial%20Terms/,
  'openai-business-terms@2026-01-01#no-reverse-engineering':
    /01c37ce207dd338e97f3900028a200c65470e0ee.*Commercial%20Terms/,
  'anthropic-output-guidance@undated#no-reverse-engineering': /support\.claude\.com/,
  'xai-enterprise-terms@2025-06-27#no-distillation': /8c459723a8275b4ccadc5cafbc89865cf1ba52f7.*Grok/,
  'meta-model-api@2025-04-29#mau-limit': /8fde87ed556135d5722ea4528013f6efcdadbb52.*Llama%20API/,
  'meta-model-api@2025-04-29#no-multimodal-models-in-eu': /8fde87ed556135d5722ea4528013f6efcdadbb52.*Llama%20API/,
  'meta-model-api@2025-04-29#no-reverse-engineering': /8fde87ed556135d5722ea4528013f6efcdadbb52.*Llama%20API/,
  'meta-model-api@2026-07-08#no-reverse-engineering': /e34381a3236a8c03271bf21c3bd044e99da87594.*Llama%20API/,
  'qwen-chat-terms@2025-03-01#no-commercial-use': /c9ccaabad9d51f6d916b272e8d94999e305a4fd6.*Qwen%20Chat/,
  'qwen-chat-terms@2025-03-01#noncommercial-only': /c9ccaabad9d51f6d916b272e8d94999e305a4fd6.*Qwen%20Chat/,
  'qwen-chat-terms@2025-03-01#no-reverse-engineering': /cdbbc950bcc69034ff19b53efddbf7e94d21e52b.*Qwen%20Chat/,
  'kimi-consumer-terms@2024-01-05#no-reverse-engineering': /656e8752abb03fbe5c6bc519ca241676f8d6ecae.*Kimi%20AI/,
  'deepseek-service-terms@2025-01-20#no-reverse-engineering': /6f1a8140a52128d313d2ccd820ad50dfb05be7b9.*DeepSeek/,
  // What the facts seldom have: who may train on inputs, and who owns outputs.
  'anthropic-commercial-terms@2025-06-17#inputs': /639f56dfd9418a724d52f37ed409d9532aa62a1b.*Claude.ai.*Commercial/,
  'anthropic-consumer-terms@2025-10-08#inputs': /8151ab2d3ded6e914eef45fcc1457e882ada8970.*Claude.ai/,
  'anthropic-consumer-terms@2025-10-08#ownership': /8151ab2d3ded6e914eef45fcc1457e882ada8970.*Claude.ai/,
  'aws-ai-service-terms@2026-01-23#inputs': /48abc9a7a78b6e94c40f6c63d0c18f3f4f338e83.*Amazon%20Web%20Services/,
  'aws-ai-service-terms@2026-01-23#ownership': /48abc9a7a78b6e94c40f6c63d0c18f3f4f338e83.*Amazon%20Web%20Services/,
  'cursor-terms@2025-06-13#inputs': /b197079f729d0056f31e8d9a12ef13283773c507.*Cursor/,
  'cursor-terms@2025-06-13#ownership': /b197079f729d0056f31e8d9a12ef13283773c507.*Cursor/,
  'databricks-open-model-license@2024-03-27#ownership': /7cbcf4ece536ed6621b573ed2ce21afbdba76464.*LICENSE/,
  'deepseek-service-terms@2025-01-20#inputs': /6f1a8140a52128d313d2ccd820ad50dfb05be7b9.*DeepSeek/,
  'deepseek-service-terms@2025-01-20#ownership': /6f1a8140a52128d313d2ccd820ad50dfb05be7b9.*DeepSeek/,
  'flux-1-dev-nc@1#ownership': /00465d0f71c41a24e2fb31de3812744b283c41cd.*flux-1-nc/,
  'github-copilot@2025-09-29#inputs': /783ae3114d8037e768db85de3bc1fe4bb7311b63.*GitHub Copilot/,
  'github-copilot@2025-09-29#ownership': /783ae3114d8037e768db85de3bc1fe4bb7311b63.*GitHub Copilot/,
  'google-gemini-api@2024-10-31#inputs': /bcf8f86a1f5d5b3aaf152eaedc5fac5850ecba0c.*gemini-api-additional-tos/,
  'google-gemini-api@2024-10-31#ownership': /bcf8f86a1f5d5b3aaf152eaedc5fac5850ecba0c.*gemini-api-additional-tos/,
  'google-genai-consumer@2024-05-22#inputs':
    /a22f76277e532c30eea1296e8adac6d9dbe18611.*Google%20Generative%20AI%20Services/,
  'google-genai-consumer@2024-05-22#ownership':
    /a22f76277e532c30eea1296e8adac6d9dbe18611.*Google%20Generative%20AI%20Services/,
  'hyperclova-x-seed@2025#ownership': /186eee514f3d954e7a3347f0d7f1159c18fadd48.*hyperclova-x-seed-2025/,
  'inference-host-terms@2025-02-18#inputs': /a9efaad8eea391cc5e62166240dfc21f92345ffe.*Together%20AI/,
  'inference-host-terms@2025-02-18#ownership': /a9efaad8eea391cc5e62166240dfc21f92345ffe.*Together%20AI/,
  'kimi-consumer-terms@2024-01-05#inputs': /656e8752abb03fbe5c6bc519ca241676f8d6ecae.*Kimi%20AI/,
  'kimi-consumer-terms@2024-01-05#ownership': /656e8752abb03fbe5c6bc519ca241676f8d6ecae.*Kimi%20AI/,
  'liquid-ai-terms@2024-09-23#inputs': /02dca2e4710df461630d3b3421c770844020d06d.*Liquid%20AI/,
  'liquid-ai-terms@2024-09-23#ownership': /02dca2e4710df461630d3b3421c770844020d06d.*Liquid%20AI/,
  'meta-model-api@2026-07-08#inputs': /4812532797e75d8bd27b308499e3e7972b41c7bc.*Llama%20API/,
  'meta-model-api@2026-07-08#ownership': /4812532797e75d8bd27b308499e3e7972b41c7bc.*Llama%20API/,
  'microsoft-services-agreement@2025-09-30#inputs': /5a05cc779d6d73ce29e1ae7abf3f622a369e10e9.*Microsoft/,
  'microsoft-services-agreement@2025-09-30#ownership': /5a05cc779d6d73ce29e1ae7abf3f622a369e10e9.*Microsoft/,
  'midjourney-terms@2023-12-20#ownership': /9e37c7b7f48d95bc5ea3387024e7a9f3f7057acb.*Midjourney/,
  'mistral-service-terms@2026-03-12#inputs': /246cd84643afa551cf413cdd17cb6e85f1dfb4ef.*Vibe.*Commercial/,
  'mistral-service-terms@2026-03-12#ownership': /246cd84643afa551cf413cdd17cb6e85f1dfb4ef.*Vibe.*Commercial/,
  'openai-business-terms@2026-01-01#inputs': /08c0167399989860a8860999ff249662b9a0b1dd.*ChatGPT.*Commercial/,
  'openai-terms-of-use@2024-12-11#inputs': /0715fa9b7f854120e2d828137d37eec128d9a06e.*ChatGPT/,
  'openai-terms-of-use@2024-12-11#ownership': /0715fa9b7f854120e2d828137d37eec128d9a06e.*ChatGPT/,
  'perplexity-terms@2025-07-08#inputs': /0b01ffac256a066a01859868523f96956f900ea6.*Perplexity.*Developer/,
  'perplexity-terms@2025-07-08#ownership': /0b01ffac256a066a01859868523f96956f900ea6.*Perplexity.*Developer/,
  'qwen-chat-terms@2025-03-01#inputs': /cdbbc950bcc69034ff19b53efddbf7e94d21e52b.*Qwen%20Chat/,
  'qwen-chat-terms@2025-03-01#ownership': /cdbbc950bcc69034ff19b53efddbf7e94d21e52b.*Qwen%20Chat/,
  'stability-community-license@2024#ownership': /7dbb3c7ac295a51547735c0107d2252f0dfccaa7.*stability-ai-community-2024/,
  'stability-service-terms@2025-07-31#inputs': /bfb3f1fcb0ff0c4656440d2e7a1e9efcb18394ab.*Stability%20AI/,
  'stability-service-terms@2025-07-31#ownership': /bfb3f1fcb0ff0c4656440d2e7a1e9efcb18394ab.*Stability%20AI/,
  'xai-consumer-terms@2025-01-02#inputs': /df03bf29cbed207196a2787b8253d99b9ef22793.*Grok/,
  'xai-consumer-terms@2025-01-02#ownership': /df03bf29cbed207196a2787b8253d99b9ef22793.*Grok/,
  'xai-enterprise-terms@2026-08-14#inputs': /f136aa7c90d8b65ff68911006492307d47764e23.*Grok/,
  'xai-enterprise-terms@2026-08-14#ownership': /f136aa7c90d8b65ff68911006492307d47764e23.*Grok/,
}

const find = (id: string, name: string): Version | undefined =>
  index.terms.get(id)?.versions.find((version) => version.id === name || version.aliases.includes(name))

describe('every policy of the facts', () => {
  test('has its terms, and no terms are without facts or a reason', () => {
    const ids = facts.map(({ id }) => id)
    expect(ids.filter((id) => !index.terms.has(id))).toEqual([])
    expect([...index.terms.keys()].filter((id) => !ids.includes(id)).sort()).toEqual(Object.keys(MORE_TERMS).sort())
  })

  test.each(versions)('%s has version %s, with its days and its last look', (id, name, fact) => {
    const version = find(id, name)
    expect(version, `${id} has no version ${name}`).toBeDefined()
    const other = OTHER_DATES[`${id}@${name}`]
    expect({ from: version?.from, to: version?.to }).toEqual({
      from: other?.from ?? fact.effectiveFrom,
      to: other?.to ?? fact.effectiveTo,
    })
    const looks = [...(fact.observed ?? [])].sort()
    if (looks.length > 0) expect(version?.seen).toBe(looks.at(-1))
  })

  test('has no version beside those of the facts, unless there is a reason', () => {
    const more: Record<string, readonly string[]> = {}
    for (const { id, versions: known } of facts) {
      const names = new Set(known.map(({ version }) => version))
      const found = (index.terms.get(id)?.versions ?? []).filter(
        ({ id: name, aliases }) => !names.has(name) && !aliases.some((alias) => names.has(alias)),
      )
      if (found.length > 0) more[id] = found.map(({ id: name }) => name)
    }
    expect(more).toEqual(MORE_VERSIONS)
  })

  test.each(versions)('%s %s claims no more reading than the facts', (id, name, fact) => {
    const version = find(id, name)!
    const reads = new Set((fact.sources ?? []).map(({ read }) => read))
    // A status is no document: there is nothing to read, and nothing is claimed of its words.
    if (reads.size === 0 && version.read === 'full') return expect(version.sources).toEqual([])
    if (version.read === 'full') expect(reads).toContain('full-text')
    if (fact.clauses.length > 0 && fact.clauses.every(({ quote }) => quote === null) && fact.confidence === 'low')
      expect(version.read).not.toBe('full')
    const secondary = fact.clauses.filter(({ quote }) => quote !== null)
    if (secondary.length > 0 && secondary.every(({ quotedBySecondary }) => quotedBySecondary))
      for (const clause of version.clauses) expect(clause.evidence, clause.id).not.toBe('read')
  })
})

interface Words {
  readonly at: string
  readonly terms: Terms
  readonly version: Version
  readonly quote: string
  readonly source: string | undefined
}

/** Everything that a version may quote, by the name of its place: clauses, what lifts them, and topics. */
const placesOf = ({ clauses, topics }: Version): [string, Pick<Clause, 'quote' | 'source'>][] => [
  ...clauses.flatMap((clause): [string, Clause | Exception][] => [
    [clause.id, clause],
    ...(clause.effect === 'forbid' ? clause.except : []).map((one): [string, Exception] => [clause.id, one]),
  ]),
  ...Object.entries(topics ?? {}).flatMap(([topic, words]): [string, typeof words & {}][] =>
    words ? [[topic, words]] : [],
  ),
]
const quoted: Words[] = catalog.terms.flatMap((terms) =>
  terms.versions.flatMap((version) =>
    placesOf(version).flatMap(([place, { quote, source }]) =>
      quote === undefined
        ? []
        : [{ at: `${terms.id}@${version.id}#${place}`, terms, version, quote, source: source ?? version.sources[0] }],
    ),
  ),
)

describe('every quote', () => {
  const known = facts.flatMap(({ id, versions }) =>
    versions.flatMap(({ clauses }) => clauses.flatMap(({ quote }) => (quote === null ? [] : [{ id, quote }]))),
  )
  // What lifts a clause of Anthropic is quoted from its help article; what binds code on GitHub is in the entry of Copilot.
  const borrowed: Record<string, string> = {
    'anthropic-commercial-terms': 'anthropic-output-guidance',
    'anthropic-consumer-terms': 'anthropic-output-guidance',
    'anthropic-usage-policy': 'anthropic-output-guidance',
    'github-terms-of-service': 'github-copilot',
  }

  test('stands in the facts word for word, or was read elsewhere', () => {
    const elsewhere = quoted.filter(({ terms, quote }) => {
      const ids = [terms.id, borrowed[terms.id]]
      return !known.some((fact) => ids.includes(fact.id) && fact.quote.includes(quote))
    })
    expect([...new Set(elsewhere.map(({ at }) => at))].sort()).toEqual(Object.keys(READ_ELSEWHERE).sort())
    for (const { at, source } of elsewhere) expect(source, at).toMatch(READ_ELSEWHERE[at]!)
  })

  test('is of the version that it stands in, or of another text of the same terms that says the same', () => {
    const foreign = quoted.filter(({ terms, version, quote }) => {
      const own = facts
        .find(({ id }) => id === terms.id)
        ?.versions.find((fact) => find(terms.id, fact.version) === version)
      return own && !own.clauses.some((clause) => clause.quote?.includes(quote))
    })
    const listed = [...new Set(foreign.map(({ at }) => at))].filter((at) => !(at in READ_ELSEWHERE))
    expect(listed.sort()).toEqual([
      'anthropic-commercial-terms@2025-06-17#no-competing-products',
      'anthropic-commercial-terms@2025-06-17#no-help-for-competitors',
      'anthropic-consumer-terms@2025-05-01#no-competing-products',
      'anthropic-consumer-terms@2025-10-08#no-competing-products',
      'anthropic-usage-policy@2024-06-06#no-unauthorized-training',
      'anthropic-usage-policy@2025-09-15#no-unauthorized-training',
      'gemma-terms@2025-03-24#derivatives-come-with-the-agreement',
      'gemma-terms@2025-03-24#derivatives-pass-on-the-restrictions',
      'gemma-terms@2026-04-01#derivatives-come-with-the-agreement',
      'gemma-terms@2026-04-01#derivatives-pass-on-the-restrictions',
      'mistral-service-terms@2026-03-12#no-reverse-engineering',
      'openai-business-terms@2026-01-01#ownership',
    ])
  })

  test('has forty words at most, none left out, and says where it was read', () => {
    for (const { at, quote, source } of quoted) {
      expect(quote.trim().split(/\s+/).length, at).toBeLessThanOrEqual(40)
      expect(quote, at).not.toMatch(/\.\.\.|…|\s{2}/)
      expect(quote, at).toBe(quote.trim())
      expect(source, at).toMatch(/^(https?:\/\/|[\w.-]+\/[\w.-]+@[0-9a-f]{40}:)/)
    }
  })
})
