import { describe, expect, test } from 'vitest'
import { type Target, Target as TargetSchema } from '../src/index.ts'
import { codes, duties, forbid, fromM, rule, underTerms, version } from './ruling-kit.ts'

const catalog = underTerms([version('1', null, null, [forbid({ competes: 'made' })])])
const by = (target: Target) => rule(fromM, target, { catalog })

describe('whether the target competes', () => {
  test.each<[target: Target, ruling: string, missing?: string]>([
    [{ kind: 'chat' }, 'forbidden'],
    [{ kind: 'benchmark', purpose: 'evaluate' }, 'permitted'],
    [{ kind: 'benchmark', purpose: 'research' }, 'permitted'],
    [{ kind: 'benchmark', purpose: 'train' }, 'undetermined', 'kind'],
    [{ kind: 'benchmark' }, 'undetermined', 'kind'],
    [{ kind: 'summarization' }, 'undetermined', 'competes_with'],
    [{}, 'undetermined', 'kind'],
    [{ kind: ['benchmark', 'chat'] }, 'forbidden'],
    [{ kind: ['benchmark', 'summarization'], purpose: 'evaluate' }, 'undetermined', 'competes_with'],
    [{ kind: ['benchmark', 'summarization'] }, 'undetermined', 'kind'],
    [{ kind: 'conversational' }, 'forbidden'],
    [{ kind: 'reward-model', serves: 'chat' }, 'forbidden'],
    [{ kind: 'reward-model', serves: 'benchmark' }, 'undetermined', 'competes_with'],
    [{ kind: 'reward-model', serves: ['benchmark', 'chat'] }, 'forbidden'],
    [{ kind: 'reward-model' }, 'undetermined', 'serves'],
    [{ kind: 'chat', competes_with: { maker: false } }, 'undetermined', 'competes_with'],
    [{ kind: 'benchmark', competes_with: { maker: true } }, 'forbidden'],
    [{ kind: 'summarization', competes_with: { maker: true } }, 'forbidden'],
    [{ kind: 'summarization', competes_with: { maker: false, basis: 'memo' } }, 'conditional'],
    [{ kind: 'benchmark', purpose: 'evaluate', competes_with: { maker: false } }, 'permitted'],
    [{ kind: 'benchmark', purpose: 'train', competes_with: { maker: false } }, 'undetermined', 'kind'],
    [{ kind: 'summarization', competes_with: { another: false } }, 'undetermined', 'competes_with'],
    [{ competes_with: { maker: false } }, 'undetermined', 'kind'],
    [{ kind: 'reward-model', competes_with: { maker: false } }, 'undetermined', 'serves'],
    [{ kind: ['chat', 'summarization'], competes_with: { maker: false } }, 'undetermined', 'competes_with'],
  ])('%j is %s', (target, ruling, missing) => {
    const found = by(TargetSchema.parse(target))
    expect(found.ruling).toBe(ruling)
    if (missing !== undefined) expect(found.reasons[0]?.missing).toContain(missing)
  })

  test('an assertion that is needed is recorded, one that is not is not', () => {
    const needed = by({ kind: 'summarization', competes_with: { maker: false } })
    expect(duties(needed)).toEqual(['record-assertion'])
    expect(needed.rests).toEqual(['assertion'])
    expect(codes(needed)).toContain('assertion')
    expect(by({ kind: 'benchmark', purpose: 'evaluate', competes_with: { maker: false } }).rests).toEqual([])
  })

  test('an assertion that another part makes needless is not recorded', () => {
    const both = underTerms([version('1', null, null, [forbid({ competes: 'made', purpose: ['train'] })])])
    const found = rule(
      fromM,
      { kind: 'summarization', purpose: 'none', competes_with: { maker: false } },
      { catalog: both },
    )
    expect(found).toMatchObject({ ruling: 'permitted', rests: [], obligations: [] })
  })

  test.each([{ kind: 'chat', serves: 'chat' }, { serves: 'chat' }, { kind: 'chat', competes_with: { maker: 'no' } }])(
    '%j is no target',
    (target) => {
      expect(TargetSchema.safeParse(target).success).toBe(false)
    },
  )
})
