import { type CatalogIndex, type Config, type LedgerHeader, prepare, type Run } from '../../src/index.ts'

/** What the run of a ledger decided by, as far as it can be known: a ledger has no permissions, curations or actions. */
export interface LedgerRun {
  readonly run: Run
  /** False: the permissions, curations or actions of that run are not those of the configuration. */
  readonly exact: boolean
}

/** The run of a ledger: its own target and settings, and what the configuration, or none, has besides. */
export function runOf(header: LedgerHeader, config: Config, made: CatalogIndex, asOf: string): LedgerRun {
  const settings = { ...header.settings, as_of: header.settings.as_of ?? asOf }
  const given: Run = {
    target: header.target,
    permissions: config.permissions,
    curations: config.curations,
    actions: config.actions,
    settings,
  }
  const bare: Run = { target: header.target, settings }
  for (const run of [given, bare]) if (prepare(made, run).digest === header.run) return { run, exact: true }
  return { run: given, exact: false }
}

export const INEXACT = 'the permissions, curations or actions of its run are not those of the configuration'
