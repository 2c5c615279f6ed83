import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../adapters/config.ts'
import { gather, QUESTIONS } from '../adapters/terminal/init-questions.ts'
import { yamlOf } from '../adapters/terminal/init-yaml.ts'
import { KINDS } from '../src/index.ts'
import { call, ERROR, ended, MAIN, run, scratch, tree } from './terminal-kit.ts'

const folder = scratch()

describe('init by flags', () => {
  test('writes a commented file that loads, names a schema that is there, and works at once', async () => {
    const flags = [
      '--name',
      '007',
      '--kind',
      'chat,reasoning',
      '--purpose',
      'train',
      '--distribution',
      'open-weights',
      '--commercial',
      'false',
      '--base',
      'meta-llama/Llama-3.1-8B',
    ]
    const ran = await run(['init', ...flags], { cwd: folder })
    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: 'wrote provgate.yaml; next: provgate scan FILE\n' })
    const path = join(folder, 'provgate.yaml')
    expect((await readConfig(path)).target).toEqual({
      name: '007',
      kind: ['chat', 'reasoning'],
      purpose: 'train',
      distribution: 'open-weights',
      commercial: false,
      base: 'meta-llama/Llama-3.1-8B',
    })
    const [first = ''] = readFileSync(path, 'utf8').split('\n')
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.+)$/.exec(first) ?? []
    expect(JSON.parse(readFileSync(resolve(folder, schema), 'utf8')).properties.target).toBeDefined()
    const found = await run(['explain', '--provenance', '{"model":"gpt-4o","channel":"api","date":"2025-08-10"}'], {
      cwd: folder,
    })
    expect(found.stdout).toMatch(/^forbidden/)
  })

  test('into another folder: the schema is named from there', async () => {
    mkdirSync(join(folder, 'deep/er'), { recursive: true })
    const ran = await run(['init', '--kind', 'chat', '--out', 'deep/er/my own.yaml'], { cwd: folder })
    expect(ran.stderr).toBe("wrote deep/er/my own.yaml; next: provgate scan --config 'deep/er/my own.yaml' FILE\n")
    const path = join(folder, 'deep/er/my own.yaml')
    const schema = readFileSync(path, 'utf8').split('\n')[0]!.split('$schema=')[1]!
    expect(existsSync(resolve(dirname(path), schema))).toBe(true)
    expect((await readConfig(path)).target).toEqual({ kind: 'chat' })
  })

  test.each<readonly [what: string, flags: string[], code: number, says: RegExp]>([
    ['a file that is there', ['--kind', 'chat', '--out', 'there.yaml'], 2, /there already\n.*--force/],
    ['no answer and nobody to ask', ['--out', 'x.yaml'], 2, /nothing is said.*\n.*--kind chat/],
    ['a kind that is not known', ['--kind', 'chatt', '--out', 'x.yaml'], 2, /--kind: `chatt`.*\n.*base-model/],
    ['one of several kinds that is not known', ['--kind', 'chat,x', '--out', 'x.yaml'], 2, /--kind: `x`/],
    [
      'a commercial use that is neither',
      ['--commercial', 'maybe', '--out', 'x.yaml'],
      2,
      /--commercial: `maybe`.*\n.*true, false/,
    ],
    [
      'a folder that is not there',
      ['--kind', 'chat', '--out', 'gone/x.yaml'],
      1,
      /`gone\/x\.yaml` can not be written: no such file/,
    ],
    ['a word too much', ['--kind', 'chat', 'text'], 2, /`text` is not expected/],
  ])('refuses %s', async (_what, flags, code, says) => {
    await call(['init', '--kind', 'chat', '--out', 'there.yaml', '--force'], { cwd: folder })
    const before = tree(folder)
    const ran = await call(['init', ...flags], { cwd: folder })
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
    expect(tree(folder)).toEqual(before)
  })
})

describe('what init writes', () => {
  test.each([
    ['nothing but a kind', { kind: 'chat' }],
    ['texts that YAML would read otherwise', { name: 'yes', base: '1.10' }],
    ['texts that need quotes', { name: 'a: b # c', base: '"x" \'y\' \\ {z}' }],
    ['texts of other scripts and with line breaks', { name: '模型\n- x', base: ' pad ' }],
    ['every kind', { kind: [...KINDS].filter((kind) => kind !== 'reward-model') }],
    ['truth', { commercial: true }],
  ])('is read back as it was given: %s', async (what, answers) => {
    const path = join(folder, `${what.length}.yaml`)
    const { writeFile } = await import('node:fs/promises')
    await writeFile(path, yamlOf(answers, undefined))
    expect((await readConfig(path)).target).toEqual(answers)
  })
})

describe('init by answers', () => {
  /** Types lines ahead at a terminal. */
  const typed = (lines: readonly string[], ...flags: string[]) => {
    const child = spawn('script', ['-qec', `${process.execPath} ${MAIN} init ${flags.join(' ')}`, '/dev/null'], {
      cwd: folder,
    })
    child.stdin.on('error', () => undefined)
    // Before the first question the terminal itself would take the key that interrupts.
    child.stdout.once('data', () => child.stdin.end(`${lines.join('\n')}\n`))
    return ended(child)
  }

  test('asks for what flags leave out, and again when an answer is not known', async () => {
    const said: string[] = []
    const asked: string[] = []
    const lines = ['my model', 'evaluate', 'everybody', 'hosted, public', '', '']
    const answers = await gather(
      { kind: 'embedding' },
      async (line) => {
        asked.push(line)
        return lines.shift()!
      },
      (line) => said.push(line),
    )
    expect(answers).toEqual({
      name: 'my model',
      kind: 'embedding',
      purpose: 'evaluate',
      distribution: ['hosted', 'public'],
      commercial: true,
    })
    expect(asked).toHaveLength(QUESTIONS.length)
    expect(asked.at(-1)).toBe('model that is fine-tuned (empty: none): ')
    expect(said).toEqual([expect.stringMatching(/^`everybody` is not known; use one of internal, /)])
  })

  test.skipIf(process.platform !== 'linux')('on a terminal: the file is written', async () => {
    const ran = await typed(['foo bar', 'chatt', 'chat', '', 'public', 'false', ''], '--out', 'typed.yaml')
    expect(ran.stdout).toContain('name of the model [my-model]: ')
    expect(ran.stdout).toContain('`chatt` is not known')
    expect(ran.code).toBe(0)
    expect((await readConfig(join(folder, 'typed.yaml'))).target).toEqual({
      name: 'foo bar',
      kind: 'chat',
      purpose: 'train',
      distribution: 'public',
      commercial: false,
    })
  })

  test.skipIf(process.platform !== 'linux').each([
    ['answers end early', ['foo', 'chat'], 2, 'the answers ended early'],
    ['the key that interrupts', ['foo', '\u0003'], 130, 'stopped by SIGINT'],
  ])('on a terminal, %s: nothing is written', async (what, lines, code, says) => {
    const ran = await typed(lines, '--out', `${what.length}-none.yaml`)
    expect(ran.code).toBe(code)
    expect(ran.stdout).toContain(says)
    expect(existsSync(join(folder, `${what.length}-none.yaml`))).toBe(false)
  })
})

describe('schema', () => {
  test('lists its names, and prints each', async () => {
    const names = (await call(['schema'])).stdout.trim().split('\n')
    expect(names).toEqual(expect.arrayContaining(['config', 'target', 'provenance', 'ruling', 'summary']))
    const printed = await call(['schema', 'config'])
    expect(JSON.parse(printed.stdout)).toEqual(
      JSON.parse(readFileSync(new URL('../schemas/json/config.json', import.meta.url), 'utf8')),
    )
    for (const args of [['nope'], ['config', 'target']])
      expect(await call(['schema', ...args])).toMatchObject({ code: 2, stderr: expect.stringMatching(ERROR) })
  })
})
