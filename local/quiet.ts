/** Keeps a sentence from the terminal that means nothing here: Powertools' that there are no metrics. Locally they are switched off. */
export function keepQuiet(): void {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array, ...rest: never[]) =>
    String(chunk).startsWith('No application metrics to publish') ? true : write(chunk, ...rest);
}
