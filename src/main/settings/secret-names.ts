/** The secrets of a project, apart from where they are kept. */
export const secretNames = [
  'key',
  'secret',
  'accessKey',
  'secretKey',
  'sessionToken',
  'proxyLogin',
] as const;
export type SecretName = (typeof secretNames)[number];
export type ProjectSecrets = Readonly<Partial<Record<SecretName, string>>>;
/** What is left out stays, null is forgotten. */
export type SecretChanges = Readonly<Partial<Record<SecretName, string | null>>>;

/** The secrets that are there after a change. */
export function changedSecrets(before: ProjectSecrets, changes: SecretChanges): ProjectSecrets {
  const all = Object.entries({ ...before, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}
