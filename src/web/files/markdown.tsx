import type { ReactElement } from 'react';
import ReactMarkdown from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { visibleText } from '../text/hidden-characters.ts';
import { UntrustedText } from '../text/untrusted-text.tsx';
import css from './markdown.module.css';
import { isCheapMarkdown } from './markdown-cost.ts';

/** Markdown as React elements: no HTML of its own, no images, links with their host in sight. */
export function Markdown({ text }: { text: string }): ReactElement {
  if (!isCheapMarkdown(text)) {
    return (
      <div className={css.plain}>
        <UntrustedText text={text} lines limit={20_000} />
      </div>
    );
  }
  return (
    <div className={css.markdown}>
      <ReactMarkdown
        skipHtml
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeSanitize, () => showHidden]}
        components={{
          img: ({ alt }) => <span>image: {visibleText(alt ?? '')}</span>,
          a: ({ href, children }) => <Link href={href}>{children}</Link>,
        }}
      >
        {visibleText(text, { lines: true })}
      </ReactMarkdown>
    </div>
  );
}

interface TreeNode {
  type: string;
  value?: string;
  children?: TreeNode[];
}

/** The source can name a character (`&#x202E;`) that comes to be only when it is read. */
function showHidden(node: TreeNode): void {
  if (node.type === 'text') node.value = visibleText(node.value ?? '', { lines: true });
  for (const child of node.children ?? []) showHidden(child);
}

function Link(props: { href: string | undefined; children: React.ReactNode }): ReactElement {
  const host = hostOf(props.href);
  if (host === undefined) return <span>{props.children}</span>;
  return (
    <a href={props.href} target="_blank" rel="noopener noreferrer">
      {props.children} <span className={css.host}>({host})</span>
    </a>
  );
}

/** The host of an http or https address; undefined for everything else, relative ones included. */
function hostOf(href: string | undefined): string | undefined {
  if (href === undefined || !/^https?:/i.test(href) || !URL.canParse(href)) return undefined;
  return new URL(href).host;
}
