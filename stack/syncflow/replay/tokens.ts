/** The tokens that the fixtures name in angle brackets, made for this run. */
import { signToken } from '../jwt.ts';
import { projectToken } from '../project-token.ts';
import type { Project } from '../store.ts';

/** What a placeholder of the fixtures, without its brackets, stands for. @throws Error when unknown */
export function tokenFor(placeholder: string, project: Project, other: Project): string {
  const [key] = project.apiKeys;
  const [otherKey] = other.apiKeys;
  if (key === undefined || otherKey === undefined) throw new Error('a project has no API key');
  const now = Math.floor(Date.now() / 1_000);
  const good = { iat: now, exp: now + 3_600, iss: key.key, projectId: project.id };
  const { iat: _iat, ...withoutIat } = good;
  const { projectId, ...withoutProject } = good;
  const claims: Readonly<Record<string, object>> = {
    'token with exp = server time - 1': { ...good, exp: now - 1 },
    'token with exp = server time + 315360000': { ...good, exp: now + 315_360_000 },
    'token with iat = server time + 3600': { ...good, iat: now + 3_600 },
    'token without iat': withoutIat,
    'token with project_id instead of projectId': { ...withoutProject, project_id: projectId },
    'token whose iss is not a known key': { ...good, iss: 'UNKNOWNKEY' },
    "token whose projectId is not the key's project": { ...good, projectId: other.id },
    'login token': {
      ...withoutProject,
      iss: 'USERKEY001',
      userName: 'ada',
      userId: project.userId,
      loginSession: 'cc000001-0000-4000-8000-000000000001',
    },
  };
  if (placeholder === 'project token') return projectToken(project);
  if (placeholder === 'garbage') return 'garbage';
  if (placeholder === 'token signed with another secret') return signToken(good, otherKey.secret);
  const named = claims[placeholder];
  if (named === undefined) throw new Error(`no token is known as <${placeholder}>`);
  return signToken(named, key.secret);
}
