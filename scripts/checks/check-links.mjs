import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, showPath } from '../setup/paths.mjs';
import { listFiles } from './list-files.mjs';

/** Every relative link in a Markdown file leads to a file, and to a heading if it names one. */
export async function checkLinks() {
  const broken = listFiles('.md').flatMap((file) => findBrokenLinks(file));
  return { code: broken.length === 0 ? 0 : 1, output: broken.join('\n') };
}

/** @returns a line for each link that leads nowhere: file, line, link, why. */
function findBrokenLinks(file) {
  return readLinks(readFileSync(file, 'utf8')).flatMap(({ link, line }) => {
    const why = whyBroken(file, link);
    return why ? [`${showPath(file)}:${line}: ${link}: ${why}`] : [];
  });
}

function whyBroken(file, link) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined; // a web address
  const [path, anchor] = link.split('#');
  const start = path.startsWith('/') ? root : dirname(file);
  const target = path === '' ? file : join(start, decodeURIComponent(path));
  if (!existsSync(target)) return 'no such file';
  if (!anchor || !target.endsWith('.md') || !statSync(target).isFile()) return undefined;
  return readAnchors(readFileSync(target, 'utf8')).has(anchor) ? undefined : 'no such heading';
}

function readLinks(markdown) {
  return withoutCode(markdown)
    .split('\n')
    .flatMap((text, at) => {
      const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
      const defined = [...text.matchAll(/^\[[^\]]+\]:\s+<?([^\s>]+)/g)];
      const tags = [...text.matchAll(/<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"/g)];
      return [...inline, ...defined, ...tags].map(([, link]) => ({ link, line: at + 1 }));
    });
}

/** The names that GitHub gives to headings. */
function readAnchors(markdown) {
  const seen = new Map();
  const headings = [...withoutCode(markdown, '$1').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)];
  const anchors = headings.map(([, heading]) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
  const named = [...markdown.matchAll(/<a\s[^>]*(?:id|name)="([^"]+)"/g)].map(([, name]) => name);
  return new Set([...anchors, ...named]);
}

// Blanked, not cut, so that lines keep their numbers.
function withoutCode(markdown, inlineCode = '') {
  const blocks = /^( *)(```+|~~~+)[^\n]*\n[\s\S]*?^\s*\2[^\n]*$/gm;
  return markdown.replace(blocks, (block) => block.replace(/[^\n]/g, '')).replace(/`([^`\n]*)`/g, inlineCode);
}
