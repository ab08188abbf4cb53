/**
 * Stands for the decompressor of WOFF2 fonts, half a megabyte that fontkit would bring into the bundle: the house prints from a TrueType font, which is not compressed.
 *
 * @throws Error always
 */
// biome-ignore lint/style/noDefaultExport: fontkit imports the default
export default function decompress(): never {
  throw new Error('WOFF2 fonts cannot be read here');
}
