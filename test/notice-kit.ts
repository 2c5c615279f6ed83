import { expect } from 'vitest'
import type { z } from 'zod'
import type { Settings as SettingsIn } from '../src/index.ts'
import {
  type CatalogIndex,
  type Curation,
  createSummarizer,
  type Duty,
  LEGAL,
  type LedgerEntry,
  noticeOf,
  type Permission,
  type Provenance,
  Settings,
  type Summary,
  type Target,
} from '../src/index.ts'
import { AS_OF, builtin, chat, judgeFor, oblige, permit, underL, underLicense } from './ruling-kit.ts'

/** A run that passes what it rules on, unless a row says otherwise. */
export interface Setting {
  readonly target?: Target
  readonly catalog?: CatalogIndex
  readonly permissions?: readonly Permission[]
  readonly curations?: readonly Curation[]
  readonly settings?: z.input<typeof SettingsIn>
}

export interface Row {
  readonly from: Provenance
  readonly rows?: number
  /** What a test says of the entry, whatever the ruling is. */
  readonly over?: Partial<LedgerEntry>
}

type Counted = ReturnType<ReturnType<typeof createSummarizer>['finish']>

/** Rules on origins and folds them as a run does. */
export function summarize(rows: readonly Row[], setting: Setting = {}): Counted {
  const { target = chat, catalog = builtin, permissions = [], curations = [] } = setting
  const settings = Settings.parse({ as_of: AS_OF, ...setting.settings })
  const run = { target, permissions, curations, settings }
  const judge = judgeFor(target, { catalog, permissions, curations, settings })
  const summarizer = createSummarizer(catalog, run, judge.baseObligations)
  for (const { from, rows: count = 1, over } of rows)
    summarizer.add({
      ...judge.explain(judge.origin(from)),
      rows: count,
      first: { file: 'a', row: 1 },
      last: { file: 'a', row: count },
      ...over,
    })
  return summarizer.finish()
}

/** The page of such a run. */
export function noticed(rows: readonly Row[], setting: Setting = {}): string {
  const counted = summarize(rows, setting)
  return noticeOf({
    ...counted,
    rows: { in: 20, pass: counted.actions.pass, quarantine: 0, drop: 0, reject: 0 },
    legal: LEGAL,
    target: setting.target ?? chat,
    settings: Settings.parse({ as_of: AS_OF }),
    catalog: { version: 'test', digest: '0'.repeat(64) },
  } as unknown as Summary)
}

/** A section of the page: its lines without the title, empty ones left out. */
export function sectionOf(page: string, title: string): string[] {
  const [, ...parts] = page.split(/^## /m)
  const found = parts.find((part) => part.startsWith(`${title}\n`))
  return (found ?? '').split('\n').slice(1).filter(Boolean)
}

export const titlesOf = (page: string): string[] => [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title!)

/** A catalog whose license `l` permits everything and asks for what these clauses say. */
export const asking = (...clauses: object[]): CatalogIndex =>
  underLicense([permit(), ...(clauses as ReturnType<typeof permit>[])], { name: 'Text L' })
export const duty = (name: Duty, more: object = {}) => oblige({}, { duty: name, ...more })
export const limit = (name: Duty, check: object, more: object = {}) => ({
  ...duty(name, { check, ...more }),
  effect: 'limit',
})
export const users = { op: 'at-most', field: 'monthly_active_users', value: 700_000_000 } as const

/** The one task that such a clause makes. */
export function taskOf(clause: object, target: Partial<Target> = {}): Counted['tasks'][number] {
  const { tasks } = summarize([{ from: underL, rows: 3 }], {
    catalog: asking(clause),
    target: { ...chat, ...target },
  })
  expect(tasks).toHaveLength(1)
  return tasks[0]!
}
