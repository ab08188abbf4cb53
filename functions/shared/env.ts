/** Reads a variable the template sets. @throws Error when the template forgot it. */
export function env(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment lacks ${name}`);
  return value;
}
