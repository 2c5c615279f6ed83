import { ProvgateError } from '../../src/index.ts'
import type { Command } from './command.ts'

const COMMANDS: Record<string, { readonly says: string; readonly load: () => Promise<Command> }> = {
  list: {
    says: 'terms, models, licenses, datasets, issuers or conventions',
    load: async () => (await import('./catalog-list.ts')).list,
  },
  show: {
    says: 'one entry in full, or a name in the wild',
    load: async () => (await import('./catalog-show.ts')).show,
  },
  compare: {
    says: 'all issuers for one target',
    load: async () => (await import('./catalog-compare.ts')).compare,
  },
  diff: { says: 'two texts, and whose ruling changes', load: async () => (await import('./catalog-diff.ts')).diff },
  lint: { says: 'what is wrong in a catalog', load: async () => (await import('./catalog-lint.ts')).lint },
  update: {
    says: 'what a newer catalog changes, and take it',
    load: async () => (await import('./catalog-update.ts')).update,
  },
}

/** The command that the first word names; without one, a command that says which there are. */
export async function catalog([name]: readonly string[]): Promise<Command> {
  const entry = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!entry)
    return {
      name: 'catalog',
      usage: 'catalog COMMAND [options]',
      says: [
        'Asks the catalog of terms, models and licenses.',
        '',
        ...Object.entries(COMMANDS).map(([key, { says }]) => `  ${key.padEnd(8)}  ${says}`),
      ].join('\n'),
      options: {},
      async run() {
        throw new ProvgateError('usage', name ? `\`catalog ${name}\` is no command` : '`catalog` takes a command', {
          fix: `use one of ${Object.keys(COMMANDS).join(', ')}`,
        })
      },
    }
  const command = await entry.load()
  return { ...command, run: (args, values, world) => command.run(args.slice(1), values, world) }
}
