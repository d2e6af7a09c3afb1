import type { EngineConfig } from '../config/config.ts';
import type { UploadQueries } from '../state/upload-queries.ts';
import type { Destination } from './destination.ts';
import { createFolderDestination } from './folder-destination.ts';
import { createS3Destination } from './s3-destination.ts';

type ProjectDestinations = Pick<
  EngineConfig['projects'][number],
  'projectId' | 's3' | 'uploadFolder'
>;

/**
 * The destinations of every project that has any. The caller closes them.
 *
 * @throws RecorderError `plain-connection-refused` for an http endpoint that was not allowed
 */
export function makeDestinations(
  config: Pick<EngineConfig, 'projects' | 'plainHosts'>,
  uploads: UploadQueries,
): ReadonlyMap<string, readonly Destination[]> {
  const all = config.projects.map(
    (project) => [project.projectId, destinationsOf(project, config.plainHosts, uploads)] as const,
  );
  return new Map(all.filter(([, destinations]) => destinations.length > 0));
}

/** Those of one project, the bucket first. */
export function destinationsOf(
  { projectId, s3, uploadFolder }: ProjectDestinations,
  plainHosts: readonly string[],
  uploads: Pick<UploadQueries, 'hasVerified'>,
): Destination[] {
  const destinations: Destination[] = [];
  if (s3 !== null) destinations.push(createS3Destination({ config: s3, plainHosts }));
  if (uploadFolder !== null) {
    const wasUsed = (): boolean => uploads.hasVerified(projectId, 'folder');
    destinations.push(createFolderDestination({ folder: uploadFolder, wasUsed }));
  }
  return destinations;
}
