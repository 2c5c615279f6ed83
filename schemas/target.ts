import { z } from 'zod'
import { lazyObject } from './lazy-object.ts'

export const KINDS = [
  'chat',
  'base-model',
  'text-generation',
  'code-generation',
  'reasoning',
  'vision-language',
  'image-generation',
  'summarization',
  'translation',
  'extraction',
  'classification',
  'categorization',
  'semantic-search',
  'embedding',
  'anomaly-detection',
  'reward-model',
  'benchmark',
  'application',
] as const
export type Kind = (typeof KINDS)[number]

/** Hub task names that name one of the kinds. */
export const KIND_ALIASES = {
  conversational: 'chat',
  'text2text-generation': 'text-generation',
  'text-classification': 'classification',
  'token-classification': 'extraction',
  'zero-shot-classification': 'classification',
  'image-classification': 'classification',
  'audio-classification': 'classification',
  'video-classification': 'classification',
  'tabular-classification': 'classification',
  'question-answering': 'extraction',
  'document-question-answering': 'extraction',
  'table-question-answering': 'extraction',
  'feature-extraction': 'embedding',
  'sentence-similarity': 'embedding',
  'text-ranking': 'semantic-search',
  'image-text-to-text': 'vision-language',
  'visual-question-answering': 'vision-language',
  'image-to-text': 'vision-language',
  'text-to-image': 'image-generation',
  'image-to-image': 'image-generation',
  'unconditional-image-generation': 'image-generation',
} as const satisfies Record<string, Kind>

export const PURPOSES = ['train', 'evaluate', 'research', 'reverse-engineer', 'none'] as const
export const DISTRIBUTIONS = [
  'internal',
  'hosted',
  'open-weights',
  'public',
  'third-party',
  'provider-platform',
] as const
export type Distribution = (typeof DISTRIBUTIONS)[number]

const KindName = z
  .enum([...KINDS, ...(Object.keys(KIND_ALIASES) as (keyof typeof KIND_ALIASES)[])])
  .meta({ description: 'kind of model; hub task names are accepted as aliases' })

const some = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)])

/** What the user declares that the records are for. A field that is left out is unknown to every clause that reads it. */
export const Target = lazyObject(() => ({
  name: z.string().min(1).optional().meta({ description: 'name under which the model is released' }),
  kind: some(KindName).optional().meta({ description: 'kind of model, or a list' }),
  purpose: z.enum(PURPOSES).optional().meta({ description: 'what the records are used for; research also trains' }),
  distribution: some(z.enum(DISTRIBUTIONS))
    .optional()
    .meta({ description: 'who gets the model, or a list; `third-party`: made for someone else to train with' }),
  commercial: z.boolean().optional().meta({ description: 'whether the use is commercial' }),
  base: z.string().min(1).optional().meta({ description: 'model that is fine-tuned; left out means none is claimed' }),
  serves: some(KindName).optional().meta({ description: 'for a reward model: what it helps to train' }),
  tuned_on: z.string().min(1).optional().meta({ description: 'for `provider-platform`: whose fine-tuning service' }),
  domicile: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'a country is written as two capital letters (`DE`, `US`), or `EU`'))
    .min(1)
    .optional()
    .meta({ description: 'where the licensee sits: countries by their two letters, or `EU`' }),
  licensee: z.string().min(1).optional().meta({ description: 'sort of licensee, such as `individual` or `company`' }),
  release_license: z.string().min(1).optional().meta({ description: 'license under which the model is released' }),
  publishes_data: z.boolean().optional().meta({ description: 'whether the passed records are published too' }),
  monthly_active_users: z.number().nonnegative().optional().meta({ description: 'users a month of the licensee' }),
  annual_revenue_usd: z.number().nonnegative().optional().meta({ description: 'US dollars a year of the licensee' }),
  competes_with: z
    .record(z.string(), z.union([z.boolean(), z.string()]))
    .optional()
    .meta({ description: 'issuer → whether the target competes with it, with the `basis` of that assertion' }),
}))
  .check((ctx) => {
    const { kind, serves, competes_with: competes } = ctx.value
    const kinds = kind === undefined ? [] : Array.isArray(kind) ? kind : [kind]
    if (serves !== undefined && !kinds.includes('reward-model'))
      ctx.issues.push({
        code: 'custom',
        path: ['serves'],
        input: serves,
        message: '`serves` is read for `kind: reward-model` only; remove it or declare that kind',
      })
    for (const [issuer, value] of Object.entries(competes ?? {}))
      if (issuer !== 'basis' && typeof value !== 'boolean')
        ctx.issues.push({
          code: 'custom',
          path: ['competes_with', issuer],
          input: value,
          message: '`competes_with` takes true or false for each issuer',
        })
  })
  .meta({ id: 'Target', description: 'what the records are for' })
export type Target = z.infer<typeof Target>

/** The kinds of a target by their own names: aliases resolved, always a list; undefined when not declared. */
export function kindsOf(value: Target['kind']): readonly Kind[] | undefined {
  if (value === undefined) return undefined
  const list = Array.isArray(value) ? value : [value]
  return [
    ...new Set(
      list.map((kind) => (kind in KIND_ALIASES ? KIND_ALIASES[kind as keyof typeof KIND_ALIASES] : (kind as Kind))),
    ),
  ]
}
