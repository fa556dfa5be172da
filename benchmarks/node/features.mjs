// gray-matter and remark for ../features.py: a JSON list of texts on standard input; what is found in each, or null where they die.

import { readFileSync } from 'node:fs'
import matter from 'gray-matter'
import remarkGfm from 'remark-gfm'
import remarkMath from 'remark-math'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkMath)

function read(text) {
  const file = matter(text, {})
  const offset = text.length - file.content.length
  const found = { title: file.data.title ?? null, date: String(file.data.date), links: [], images: [], places: [] }
  const definitions = new Map()
  const used = []
  const visit = (node) => {
    if (node.type === 'definition') definitions.set(node.identifier, node.url)
    if (/^(link|image)(Reference)?$/.test(node.type)) used.push(node)
    for (const child of node.children ?? []) visit(child)
  }
  visit(processor.parse(file.content))
  for (const node of used) {
    const kind = node.type.startsWith('link') ? 'links' : 'images'
    found[kind].push(node.url ?? definitions.get(node.identifier))
    if (kind === 'links') found.places.push([node.position.start.offset + offset, node.position.end.offset + offset])
  }
  return found
}

console.log(
  JSON.stringify(
    JSON.parse(readFileSync(0, 'utf8')).map((text) => {
      try {
        return read(text)
      } catch {
        return null
      }
    }),
  ),
)
