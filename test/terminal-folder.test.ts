import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { CONFIG, call, ERROR, ended, run, SAMPLES, scratch, start, tree } from './terminal-kit.ts'

const line = '{"provenance":{"license":"mit","author":"human"}}\n'
const folder = scratch({ 'provgate.yaml': CONFIG, 'a.jsonl': line, 'b.jsonl': line.repeat(2) })
const filter = (out: string, ...more: string[]) => call(['filter', 'a.jsonl', '--out', out, ...more], { cwd: folder })

/** A folder that a run marked as its own, with something half-done in it. */
function unfinished(name: string, mark: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, 'pass'), { recursive: true })
  writeFileSync(join(path, '.provgate-run'), mark)
  writeFileSync(join(path, 'pass/old.jsonl'), line)
  writeFileSync(join(path, 'pass/.a.jsonl.0123456789abcdef.partial'), 'half')
  writeFileSync(join(path, '.ledger.jsonl.0123456789abcdef.partial'), 'half')
  return path
}

test('a run that is killed at any moment and run again gives what an undisturbed one gives', async () => {
  const args = (out: string) => ['filter', SAMPLES, '--out', out]
  const whole = await run(args('whole'), { cwd: folder })
  expect(whole.code).toBe(0)
  for (const wait of [1, 60, 200]) {
    const child = start(args('killed'), { cwd: folder })
    const ran = ended(child)
    while (readdirSync(folder).includes('killed') === false) await delay(2)
    await delay(wait)
    child.kill('SIGKILL')
    await ran
    const visible = Object.keys(tree(join(folder, 'killed'))).filter((name) => !/(^|\/)\./.test(name))
    for (const name of visible.filter((path) => path.startsWith('pass/') && path.endsWith('.jsonl')))
      expect([name, readFileSync(join(folder, 'killed', name))]).toEqual([
        name,
        readFileSync(join(folder, 'whole', name)),
      ])
  }
  const again = await run(args('killed'), { cwd: folder })
  expect(again.code).toBe(0)
  expect(tree(join(folder, 'killed'))).toEqual(tree(join(folder, 'whole')))
})

describe('a folder that is not empty', () => {
  test('with outputs of a run: they are replaced when that is asked for', async () => {
    expect((await call(['filter', 'b.jsonl', '--out', 'twice'], { cwd: folder })).code).toBe(0)
    const before = tree(join(folder, 'twice'))
    const refused = await filter('twice')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(ERROR) })
    expect(refused.stderr).toMatch(/`twice` is not empty\n.*--overwrite/)
    expect(tree(join(folder, 'twice'))).toEqual(before)
    expect((await filter('twice', '--overwrite')).code).toBe(0)
    expect(Object.keys(tree(join(folder, 'twice')))).toEqual([
      'NOTICE.md',
      'ledger.jsonl',
      'pass/a.jsonl',
      'rulings/a.jsonl.parquet',
      'summary.json',
    ])
  })

  test.each([
    ['a convention that is not known', ['--convention', 'nope']],
    ['an input that is not there', ['gone.jsonl']],
    ['an input that is named twice', ['a.jsonl']],
  ])('is not touched when the run can not start: %s', async (_what, more) => {
    const out = `kept${more.length}${more[0]}`
    expect((await filter(out)).code).toBe(0)
    const before = tree(join(folder, out))
    const ran = await filter(out, '--overwrite', ...more)
    expect(ran.stderr).toMatch(ERROR)
    expect(tree(join(folder, out))).toEqual(before)
  })

  test('with other things: never', async () => {
    mkdirSync(join(folder, 'mine'))
    writeFileSync(join(folder, 'mine/summary.json'), '{"summary": "provgate/1"}')
    writeFileSync(join(folder, 'mine/notes.txt'), 'x')
    const ran = await filter('mine', '--overwrite')
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(ERROR) })
    expect(Object.keys(tree(join(folder, 'mine')))).toEqual(['notes.txt', 'summary.json'])
  })
})

describe('a folder of a run that did not finish', () => {
  const fresh = ['NOTICE.md', 'ledger.jsonl', 'pass/a.jsonl', 'rulings/a.jsonl.parquet', 'summary.json']
  const dead = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() })
  const elsewhere = JSON.stringify({ pid: 1, host: 'another-machine' })
  const alive = JSON.stringify({ pid: process.ppid, host: hostname() })
  test.each([
    ['that was killed', dead, []],
    ['that was killed before it wrote its mark', '', []],
    ['on another machine, when the user says so', elsewhere, ['--overwrite']],
  ])('%s: is taken over', async (_what, mark, flags) => {
    const name = `left-${mark.length}`
    const path = unfinished(name, mark)
    const ran = await filter(name, ...flags)
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('starting anew') })
    expect(Object.keys(tree(path))).toEqual(fresh)
  })

  test.each([
    ['a run that is alive', alive, ['--overwrite']],
    ['a run on another machine', elsewhere, []],
  ])('%s: is left alone', async (_what, mark, flags) => {
    const name = `busy-${mark.length}-${flags.length}`
    const path = unfinished(name, mark)
    const before = tree(path)
    const ran = await filter(name, ...flags)
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toContain(`another run writes to --out \`${name}\``)
    expect(tree(path)).toEqual(before)
  })
})
