/** The header by which a browser saves an answer under a name instead of showing it. */
export function attachment(path: string): Record<string, string> {
  const name = path.split(/[/\\]/).at(-1) || 'file';
  // RFC 6266: a plain name for old clients, the exact one in UTF-8 beside it.
  const plain = name.replace(/[^\w.() -]/g, '_').slice(0, 150);
  const exact = encodeURIComponent(name.toWellFormed().slice(0, 150).toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return { 'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${exact}` };
}
