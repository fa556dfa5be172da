// The contenders of ../compare.py that run on Node. They speak as ../peers.py does: `node peers.mjs NAME`, a JSON list of paths on the
// first line of standard input, and for each further line a round over all files, answered with a line of JSON.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

async function wanted(name) {
  try {
    return await import(name)
  } catch {
    console.error(`the package \`${name}\` is not installed: run npm install in benchmarks/node.`)
    process.exit(1)
  }
}

async function remark() {
  const { unified } = await wanted('unified')
  const processor = unified().use((await wanted('remark-parse')).default).use((await wanted('remark-gfm')).default)
  const links = new Set(['link', 'linkReference'])
  const images = new Set(['image', 'imageReference'])
  return (body, found) => {
    const waiting = [processor.parse(body)]
    while (waiting.length) {
      const node = waiting.pop()
      if (links.has(node.type)) found.links += 1
      if (images.has(node.type)) found.images += 1
      if (node.children) waiting.push(...node.children)
    }
  }
}

async function markdownIt() {
  const MarkdownIt = (await wanted('markdown-it')).default
  const markdown = new MarkdownIt('commonmark').enable(['table', 'strikethrough'])
  return (body, found) => {
    for (const token of markdown.parse(body, {})) {
      for (const child of token.children ?? []) {
        if (child.type === 'link_open') found.links += 1
        if (child.type === 'image') found.images += 1
      }
    }
  }
}

function round(matter, count, paths) {
  const found = { links: 0, images: 0, failed: 0 }
  const begun = performance.now()
  for (const path of paths) {
    let body = readFileSync(path, 'utf8')
    try {
      body = matter(body, {}).content // without options it would remember the text from the last round
    } catch {
      found.failed += 1
    }
    count(body, found)
  }
  return { seconds: (performance.now() - begun) / 1000, memory: process.resourceUsage().maxRSS / 1024, ...found }
}

const contenders = { 'gray-matter + remark': remark, 'gray-matter + markdown-it': markdownIt }
const matter = (await wanted('gray-matter')).default
const count = await contenders[process.argv[2]]()
let paths
for await (const line of createInterface({ input: process.stdin })) {
  if (paths === undefined) paths = JSON.parse(line)
  else console.log(JSON.stringify(round(matter, count, paths)))
}
