import { ProjectWatcher, type ProjectWatcherOptions } from './project-watcher.ts';

/** A watcher for each project of the configuration, by project id. */
export function makeProjects(
  common: Omit<ProjectWatcherOptions, 'project'>,
): ReadonlyMap<string, ProjectWatcher> {
  return new Map(
    common.config.projects.map((project) => [
      project.projectId,
      new ProjectWatcher({ ...common, project }),
    ]),
  );
}
