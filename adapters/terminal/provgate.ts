import { ProvgateError } from '../../src/index.ts'
import { isBrokenPipe } from '../places/stdio.ts'
import { type Command, helpOf, parseCommand, type World } from './command.ts'
import { EXIT, exitOf, wordsOf } from './exit.ts'

/** `load` is given the words behind the name: a command may be one of several. */
const COMMANDS: Record<
  string,
  { readonly says: string; readonly load: (words: readonly string[]) => Promise<Command> }
> = {
  filter: { says: 'pass, hold or drop each record', load: async () => (await import('./filter.ts')).filter },
  scan: {
    says: 'a dry run: what is in the inputs, and what may be used',
    load: async () => (await import('./scan.ts')).scan,
  },
  explain: { says: 'why a record was ruled as it was', load: async () => (await import('./explain.ts')).explain },
  impact: {
    says: 'which rows of an earlier run a newer catalog would rule otherwise',
    load: async () => (await import('./impact.ts')).impact,
  },
  test: { says: 'rulings as test cases', load: async () => (await import('./test.ts')).test },
  catalog: {
    says: 'ask the catalog: list, show, compare, diff, lint; update it',
    load: async (words) => (await import('./catalog.ts')).catalog(words),
  },
  init: { says: 'write a commented provgate.yaml', load: async () => (await import('./init.ts')).init },
  stamp: { says: 'write a file with provenance', load: async () => (await import('./stamp.ts')).stamp },
  schema: { says: 'print the JSON Schema of a word', load: async () => (await import('./schema.ts')).schema },
}

const HELP = [
  'usage: provgate COMMAND [options]',
  '',
  ...Object.entries(COMMANDS).map(([key, { says }]) => `  ${key.padEnd(8)}  ${says}`),
  '',
  '`provgate COMMAND --help` has the options',
  '',
].join('\n')

/** Runs a command line in a world; every error becomes words and an exit code. */
export async function provgate(argv: readonly string[], world: World): Promise<number> {
  try {
    return await command(argv, world)
  } catch (error) {
    if (!isBrokenPipe(error) && !world.signal.aborted) world.err(`provgate: ${wordsOf(error)}`)
    if (world.env.PROVGATE_DEBUG && error instanceof Error) world.err(error.stack ?? '')
    return exitOf(error)
  }
}

async function command(argv: readonly string[], world: World): Promise<number> {
  const asks = argv[0] === 'help' && argv.length > 1
  const [name, ...rest] = asks ? [...argv.slice(1), '--help'] : argv
  if (name === undefined) {
    world.err(HELP)
    return EXIT.usage
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    await world.out(HELP)
    return EXIT.done
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!entry)
    throw new ProvgateError('usage', `\`${name}\` is no command`, {
      fix: `use one of ${Object.keys(COMMANDS).join(', ')}`,
    })
  const found = await entry.load(rest)
  const { values, positionals } = parseCommand(found, rest)
  if (values.help === true) {
    await world.out(helpOf(found))
    return EXIT.done
  }
  return found.run(positionals, values, world)
}
