import { jsonSchema, ProvgateError, SCHEMAS, type SchemaName } from '../../src/index.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit.ts'

export const schema: Command = {
  name: 'schema',
  usage: 'schema [NAME]',
  says: 'Prints the JSON Schema of a word: for editors, validators and other tools. Without a name, the names.',
  options: {},
  async run([name, ...more], _values, world) {
    if (more.length > 0) throw new ProvgateError('usage', `\`${more[0]}\` is not expected`, { fix: 'name one schema' })
    const names = Object.keys(SCHEMAS)
    if (name === undefined) await world.out(`${names.join('\n')}\n`)
    else if (!names.includes(name))
      throw new ProvgateError('usage', `\`${name}\` is no schema`, { fix: `use one of ${names.join(', ')}` })
    else await world.out(`${JSON.stringify(jsonSchema(name as SchemaName), null, 2)}\n`)
    return EXIT.done
  },
}
