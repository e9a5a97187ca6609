/** A fenced block of a Markdown text. */
export interface FencedBlock {
  language: string;
  text: string;
  /** Line of the opening fence, from 1. */
  line: number;
}

/** A link of a Markdown text, with the line it stands in. */
export interface MarkdownLink {
  target: string;
  line: number;
}

/** Takes the fenced blocks out of a Markdown text, in order. */
export function fencedBlocksOf(markdown: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { block: FencedBlock; fence: string; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^(`{3,}|~{3,})\s*(\S*)/.exec(line);
    if (open && fence?.[1]?.startsWith(open.fence) && fence[2] === '') {
      blocks.push({ ...open.block, text: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else if (open) {
      open.lines.push(line);
    } else if (fence) {
      const block = { language: fence[2] ?? '', text: '', line: index + 1 };
      open = { block, fence: fence[1] ?? '', lines: [] };
    }
  }
  return blocks;
}

/** A Markdown text with its code blanked out, so that code is not read as prose; lines stay put. */
function proseOf(markdown: string): string[] {
  const blanked = markdown.split('\n');
  for (const block of fencedBlocksOf(markdown)) {
    blanked.fill('', block.line - 1, block.line + block.text.split('\n').length);
  }
  return blanked.map((line) => line.replaceAll(/(`+)[^`].*?\1/g, ''));
}

/** The links and pictures of a Markdown text. */
export function linksOf(markdown: string): MarkdownLink[] {
  return proseOf(markdown).flatMap((line, index) =>
    [...line.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(\S+)/g)].map(
      (match) => ({
        target: match[1] ?? match[2] ?? '',
        line: index + 1,
      }),
    ),
  );
}

/** The anchors that headings get where Markdown is commonly shown: lower case, words by hyphens. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const lines = markdown.split('\n');
  const fenced = fencedBlocksOf(markdown);
  for (const [index, line] of lines.entries()) {
    const inside = fenced.some(
      (block) => index >= block.line - 1 && index < block.line + block.text.split('\n').length,
    );
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined || inside) continue;
    const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
    const anchor = words.replaceAll(/\s/g, '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}
