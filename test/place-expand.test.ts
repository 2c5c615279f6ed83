import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expandFiles } from '../adapters/places/file.ts'

let root = ''
const at = (...parts: string[]): string => join(root, ...parts)
const put = async (...names: string[]): Promise<void> => {
  for (const name of names) {
    await mkdir(dirname(at(name)), { recursive: true })
    await writeFile(at(name), `${name}\n`)
  }
}
const names = async (input: string, accept?: (name: string) => boolean): Promise<string[]> =>
  (await expandFiles(input, accept && { accept })).map(({ name }) => name)

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'place-expand-'))
})
afterEach(() => rm(root, { recursive: true }))

describe('a file', () => {
  it('is one shard with its own name', async () => {
    await put('a/odd name#1.jsonl')
    const [shard, ...rest] = await expandFiles(at('a/odd name#1.jsonl'))
    expect(rest).toEqual([])
    expect(shard).toMatchObject({ name: 'odd name#1.jsonl', label: at('a/odd name#1.jsonl') })
    const source = await shard?.open()
    expect(source).toMatchObject({ name: shard?.label, size: 'a/odd name#1.jsonl\n'.length })
    await source?.close?.()
  })

  it('is taken as it is, whatever `accept` would say', async () => {
    await put('a.txt')
    expect(await names(at('a.txt'), () => false)).toEqual(['a.txt'])
  })

  it('comes before a pattern of the same letters', async () => {
    await put('a[1].jsonl', 'a1.jsonl')
    expect(await names(at('a[1].jsonl'))).toEqual(['a[1].jsonl'])
  })

  it('can be a link', async () => {
    await put('real.jsonl')
    await symlink('real.jsonl', at('link.jsonl'))
    expect(await names(at('link.jsonl'))).toEqual(['link.jsonl'])
  })
})

describe('a folder', () => {
  it('gives all files below it in the order of their bytes', async () => {
    await put('b.jsonl', 'B.jsonl', 'a/z.jsonl', 'a.jsonl', '.hidden.jsonl', 'x.bin', '𝒳.jsonl', '\uffee.jsonl')
    expect(await names(root)).toEqual([
      '.hidden.jsonl',
      'B.jsonl',
      'a.jsonl',
      'a/z.jsonl',
      'b.jsonl',
      'x.bin',
      '\uffee.jsonl',
      '𝒳.jsonl',
    ])
  })

  it('is filtered by the caller, and empty then is an error', async () => {
    await put('a.jsonl', 'README.md', 'deep/b.jsonl')
    expect(await names(root, (name) => name.endsWith('.jsonl'))).toEqual(['a.jsonl', 'deep/b.jsonl'])
    await expect(expandFiles(root, { accept: () => false })).rejects.toMatchObject({ code: 'input', file: root })
    await mkdir(at('empty'))
    await expect(expandFiles(at('empty'))).rejects.toThrow(`folder \`${at('empty')}\` holds no file`)
  })

  it('keeps the label as it was written', async () => {
    await put('data/a.jsonl')
    const [slash] = await expandFiles(`${root}/data/`)
    const [plain] = await expandFiles(`${root}/./data`)
    expect([slash?.label, plain?.label]).toEqual([`${root}/data/a.jsonl`, `${root}/./data/a.jsonl`])
  })

  it('leaves out what an earlier run did not finish', async () => {
    await put('a.jsonl', '.b.jsonl.0123456789abcdef.partial')
    expect(await names(root)).toEqual(['a.jsonl'])
  })

  it('follows links to files and folders, but not in circles', async () => {
    await put('in/a.jsonl', 'in/deep/b.jsonl', 'out/c.jsonl', 'out/d/e.jsonl')
    await symlink(at('out/c.jsonl'), at('in/file.jsonl'))
    await symlink(at('in'), at('in/deep/up'))
    await symlink(at('in/deep'), at('in/again'))
    await symlink('/', at('in/everything'))
    await symlink(at('out'), at('in/linked'))
    await symlink(at('out'), at('in/twice'))
    await symlink(at('in'), at('out/back'))
    await symlink('self', at('in/self'))
    const once = [
      'a.jsonl',
      'deep/b.jsonl',
      'file.jsonl',
      'linked/c.jsonl',
      'linked/d/e.jsonl',
      'twice/c.jsonl',
      'twice/d/e.jsonl',
    ]
    expect(await names(at('in'), (name) => name !== 'self')).toEqual(once)
    const back = once.slice(0, 3).map((name) => `back/${name}`)
    expect(await names(at('in/linked'), (name) => name !== 'back/self')).toEqual([...back, 'c.jsonl', 'd/e.jsonl'])
  })

  it('with a link to nothing is an error, if the name is wanted', async () => {
    await put('a.jsonl')
    await symlink('gone', at('b.jsonl'))
    await expect(expandFiles(root)).rejects.toThrow(`\`${at('b.jsonl')}\` is a link to nothing`)
    expect(await names(root, (name) => name !== 'b.jsonl')).toEqual(['a.jsonl'])
  })
})

describe('a glob', () => {
  it('names files from its first wildcard on', async () => {
    await put('data/x/a.jsonl', 'data/y/b.jsonl', 'data/y/c.txt', 'data/.z/d.jsonl', 'data/e.jsonl')
    expect(await names(at('data/*/*.jsonl'))).toEqual(['x/a.jsonl', 'y/b.jsonl'])
    expect(await names(at('data/**/*.jsonl'))).toEqual(['e.jsonl', 'x/a.jsonl', 'y/b.jsonl'])
    expect(await names(at('data/{y,x}/*'), (name) => !name.endsWith('.txt'))).toEqual(['x/a.jsonl', 'y/b.jsonl'])
    expect(await names(at('data/[xy]/?.jsonl'))).toEqual(['x/a.jsonl', 'y/b.jsonl'])
    expect((await expandFiles(at('data/*/a.jsonl')))[0]?.label).toBe(at('data/x/a.jsonl'))
  })

  it('is read from the working directory', async () => {
    const shards = await expandFiles('pack*.json')
    expect(shards.map(({ label }) => label)).toContain('package.json')
  })

  it('without a match is an error that says so', async () => {
    await put('data/a.jsonl')
    for (const pattern of ['data/*.txt', 'gone/*.jsonl', 'data/a.jsonl/*']) {
      await expect(expandFiles(at(pattern))).rejects.toThrow(`no file matches \`${at(pattern)}\``)
    }
  })
})

describe('an input that can not be read', () => {
  it('is missing', async () => {
    await expect(expandFiles(at('gone.jsonl'))).rejects.toMatchObject({
      code: 'input',
      message: `input \`${at('gone.jsonl')}\` does not exist`,
    })
    await put('a')
    await expect(expandFiles(at('a/b'))).rejects.toThrow('does not exist')
    await expect(expandFiles('')).rejects.toThrow('does not exist')
  })

  it('is a pipe, a device or a socket', async () => {
    execFileSync('mkfifo', [at('pipe.jsonl')])
    const server = createServer().listen(at('socket'))
    await new Promise((resolve) => server.once('listening', resolve))
    const fix = expect.stringContaining('stdin')
    await expect(expandFiles(at('pipe.jsonl'))).rejects.toMatchObject({ code: 'input', fix, message: /is a pipe/ })
    await expect(expandFiles(at('socket'))).rejects.toMatchObject({ message: /is a socket/ })
    await expect(expandFiles('/dev/null')).rejects.toMatchObject({ message: /is a device/ })
    await expect(expandFiles(root, { accept: (name) => name.endsWith('l') })).rejects.toThrow('is a pipe')
    await new Promise((resolve) => server.close(resolve))
  })

  it('is a circle of links, and so nothing', async () => {
    await symlink('b', at('a'))
    await symlink('a', at('b'))
    await expect(expandFiles(at('a'))).rejects.toMatchObject({ code: 'input' })
  })

  it('may not be read', async () => {
    await put('secret/a.jsonl', 'b.jsonl')
    await chmod(at('b.jsonl'), 0)
    await chmod(at('secret'), 0)
    await chmod(root, 0o755)
    const drop = process.geteuid?.() === 0
    if (drop) process.seteuid?.(65534)
    try {
      await expect(expandFiles(at('secret'))).rejects.toThrow(`can not list \`${at('secret')}\`: permission denied`)
      await expect(expandFiles(at('secret/a.jsonl'))).rejects.toThrow('permission denied')
      await expect(expandFiles(at('*/*.jsonl'))).rejects.toThrow('permission denied')
      await expect((async () => (await expandFiles(at('b.jsonl')))[0]?.open())()).rejects.toMatchObject({
        code: 'input',
        file: at('b.jsonl'),
        message: `can not open \`${at('b.jsonl')}\`: permission denied`,
      })
    } finally {
      if (drop) process.seteuid?.(0)
      await chmod(at('secret'), 0o755)
    }
  })
})
