/** Under which name a browser saves what it fetches (RFC 5987), whatever the name holds; `inline` shows it first. */
export function savedAs(name: string, way: 'attachment' | 'inline' = 'attachment'): string {
  const plain = (text: string) => encodeURIComponent(text).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${way}; filename*=UTF-8''${plain(name)}`;
}
