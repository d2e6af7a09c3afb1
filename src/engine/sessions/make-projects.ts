import type { ProjectConfig } from '../config/config.ts';
import { LivekitProject } from './livekit-project.ts';
import type { WatchedProject } from './project-context.ts';
import { ProjectWatcher, type ProjectWatcherOptions } from './project-watcher.ts';

type Common = Omit<ProjectWatcherOptions, 'project'>;

/** What finds the sessions of each project of the configuration, by project id. */
export function makeProjects(common: Common): ReadonlyMap<string, WatchedProject> {
  return new Map(
    common.config.projects.map((project) => [project.projectId, makeProject(common, project)]),
  );
}

function makeProject(common: Common, project: ProjectConfig): WatchedProject {
  switch (project.kind) {
    case 'syncflow':
      return new ProjectWatcher({ ...common, project });
    case 'livekit':
      return new LivekitProject({ ...common, project });
  }
}
