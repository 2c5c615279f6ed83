import { jsonSchema, SCHEMAS, type SchemaName } from '../../schemas/index.ts'
import { ProvgateError } from '../../src/errors.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit.ts'

export const schema: Command = {
  name: 'schema',
  usage: 'schema [NAME]',
  says: 'Prints the JSON Schema of a word: for editors, validators and other tools. Without a name, the names.',
  options: {},
  async run([name], _values, world) {
    const names = Object.keys(SCHEMAS)
    if (name === undefined) world.out(`${names.join('\n')}\n`)
    else if (!names.includes(name))
      throw new ProvgateError('usage', `\`${name}\` is no schema`, { fix: `use one of ${names.join(', ')}` })
    else world.out(`${JSON.stringify(jsonSchema(name as SchemaName), null, 2)}\n`)
    return EXIT.done
  },
}
