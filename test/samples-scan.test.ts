import { beforeAll, describe, expect, test } from 'vitest'
import { Summary } from '../src/index.ts'
import { COUNTS, MODELS, NAMES } from './samples-kit.ts'
import { CONFIG, call, type Ran, run, SAMPLES, scratch, tree } from './terminal-kit.ts'

/** Convention and fields of each sample; a sample that says nothing of its origin has none. */
const READ: Readonly<Record<string, readonly [convention: string | null, ...fields: string[]]>> = {
  'alpaca-seed-tasks.jsonl': [null],
  'alpacaeval-generator.jsonl': ['alpaca-eval', 'generator', 'dataset'],
  'codealpaca-2k-no-provenance.jsonl': [null],
  'dpk-code-license-a.parquet': ['code-license', 'license', 'date_acquired'],
  'dpk-license-select-1.parquet': ['code-license', 'license'],
  'hf-dataset-license-tags.jsonl': ['hub-tags', 'dataset', 'license'],
  'ja-vicuna80-model_id.jsonl': ['mt-bench', 'model_id', 'tstamp'],
  'mtbench-model_id.jsonl': ['mt-bench', 'model_id', 'tstamp'],
  'oasst-trees.jsonl': ['oasst-trees', 'prompt'],
  'openinstruct-completions-model.jsonl': ['open-instruct', 'completions'],
  'vicuna80-answers.jsonl': ['vicuna-answers', 'model_id'],
  'vicuna80-models.jsonl': ['vicuna-models', 'model_id'],
  'vicuna80-reviewers.jsonl': ['vicuna-reviewers', 'reviewer_id'],
  'vicuna80-reviews.jsonl': ['vicuna-reviews', 'reviewer_id', 'answer1_id', 'answer2_id'],
  'zeroeval-crux-generator-source.jsonl': ['zero-eval', 'generator', 'source'],
}

const folder = scratch({ 'provgate.yaml': CONFIG })
const summaries = new Map<string, Summary>()
beforeAll(async () => {
  for (const name of NAMES) {
    const ran = await call(['scan', SAMPLES + name, '--json', '--allow-empty'], { cwd: folder })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    summaries.set(name, summaryOf(ran))
  }
})

/** The summary that a scan prints, without what it adds to one. */
function summaryOf({ stdout }: Ran): Summary {
  const { unresolved, ...summary } = JSON.parse(stdout)
  expect(unresolved).toBeInstanceOf(Array)
  return Summary.parse(summary)
}

const counts = (tallies: Summary['models']): Record<string, number> =>
  Object.fromEntries(Object.entries(tallies).map(([name, { rows }]) => [name, rows]))

describe('a scan of one sample', () => {
  test('knows every sample of this test', () => expect(NAMES).toEqual(Object.keys(READ)))

  test.each(NAMES)('%s: names what it read', (name) => {
    const [file] = summaries.get(name)!.files
    const [convention, ...fields] = READ[name]!
    expect(file).toMatchObject({ name, convention, fields, rows: { in: COUNTS[name]!.records } })
    expect(file!.input).toEqual({ bytes: COUNTS[name]!.bytes, sha256: COUNTS[name]!.sha256 })
    expect(file!.outputs).toEqual([])
  })

  test.each(NAMES)('%s: counts add up', (name) => {
    const { rows, rulings, actions, models, licenses, datasets } = summaries.get(name)!
    const sum = (numbers: Record<string, number>) => Object.values(numbers).reduce((a, b) => a + b, 0)
    expect(rows.in).toBe(COUNTS[name]!.records)
    expect(rows.pass + rows.quarantine + rows.drop + rows.reject).toBe(rows.in)
    expect(sum(rulings)).toBe(rows.in)
    expect(actions).toEqual({ pass: rows.pass, quarantine: rows.quarantine + rows.reject, drop: rows.drop })
    for (const tally of [models, licenses, datasets].flatMap((tallies) => Object.values(tallies)))
      expect(tally.permitted + tally.conditional + tally.undetermined + tally.forbidden).toBe(tally.rows)
  })

  test.each(Object.entries(MODELS))('%s: counts each model as often as it stands there', (name, key) => {
    expect(counts(summaries.get(name)!.models)).toEqual(COUNTS[name]![key])
  })

  test('counts a record once for a model that wrote several of its messages', () => {
    const trees = COUNTS['oasst-trees.jsonl']!.trees_with_synthetic!
    expect(counts(summaries.get('oasst-trees.jsonl')!.models)).toEqual({ chip20b: trees.true })
  })

  test('counts licenses as the records spell them', () => {
    const tags = { ...COUNTS['hf-dataset-license-tags.jsonl']!.license }
    delete tags['(none)']
    expect(counts(summaries.get('hf-dataset-license-tags.jsonl')!.licenses)).toEqual(tags)
    expect(counts(summaries.get('dpk-code-license-a.parquet')!.licenses)).toEqual({ mit: 11 })
  })

  test('holds every record that says nothing of its origin', () => {
    for (const [name, [convention]] of Object.entries(READ))
      if (convention === null) {
        const { rows, reasons } = summaries.get(name)!
        expect(rows).toMatchObject({ pass: 0, quarantine: rows.in, drop: 0, reject: 0 })
        expect(reasons.map(({ code }) => code)).toEqual(['absent-provenance'])
      }
  })
})

describe('a scan of the folder', () => {
  let ran: Ran
  const before = tree(folder)
  beforeAll(async () => {
    ran = await run(['scan', SAMPLES], { cwd: folder })
  })

  test('shows what there is, for a person', () => {
    expect(ran).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^passed over \d+ files that hold no records: /),
    })
    expect(ran.stdout).toContain('mtbench-model_id.jsonl: convention `mt-bench`, fields `model_id`, `tstamp`\n')
    expect(ran.stdout).toContain('alpaca-seed-tasks.jsonl: no provenance found\n')
    for (const title of ['models', 'licenses', 'datasets', 'dates', 'terms'])
      expect(ran.stdout).toMatch(new RegExp(`^${title} +rows +permitted +conditional +undetermined +forbidden$`, 'm'))
    expect(ran.stdout).toMatch(/^gpt-4-0328-generic +210 /m)
    expect(ran.stdout).toMatch(/^… and \d+ more \(--json has all\)$/m)
    const all = NAMES.reduce((sum, name) => sum + COUNTS[name]!.records, 0).toLocaleString('en-US')
    expect(ran.stdout).toMatch(new RegExp(`^all 15 files +${all} `, 'm'))
    expect(ran.stdout.match(/^ {2}[\d,]+ {2}\S/gm)).toHaveLength(3)
    expect(ran.stdout).not.toContain('\u001b')
  })

  test('writes nothing', () => expect(tree(folder)).toEqual(before))

  test('counts what its files count', async () => {
    const json = summaryOf(await run(['scan', SAMPLES, '--json'], { cwd: folder }))
    expect(json.files.map(({ name }) => name)).toEqual(NAMES)
    for (const file of json.files) expect(file.rows).toEqual(summaries.get(file.name)!.rows)
    expect(json.models['gpt-4']).toEqual(summaries.get('mtbench-model_id.jsonl')!.models['gpt-4'])
  })
})
