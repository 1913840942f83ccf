import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { TableFormat } from '@pulse-stream/formats';
import {
  readHubFormats,
  readHubMapping,
  readHubTasks,
  refuseFor,
  type HubMapping,
  type HubTasks,
} from '@pulse-stream/formats/internal';
import { readYamlText } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { readBounded } from '../settings/dataset-files.ts';

/** Largest file of a hub's config; those of large hubs have some hundred thousand bytes. */
const CONFIG_BYTES = 16 * 1024 * 1024;

function readValue(path: string): unknown {
  const bytes = readBounded(path, CONFIG_BYTES);
  if (bytes === null)
    throw new PulseError('option-invalid', `${path}: is larger than ${CONFIG_BYTES} bytes`);
  return readYamlText(new TextDecoder().decode(bytes), path, 'option-invalid').value;
}

/** What of a path is there, links not followed; null: nothing. */
function kindOf(path: string): 'file' | 'folder' | 'other' | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}

/** A hub on this machine. */
export interface HubFolder {
  readonly tasks: HubTasks;
  /** What files it takes, where its rounds do not say it. */
  readonly formats: readonly string[];
  /**
   * The file of a submission; the folders it lies in are made where they are missing.
   * @param stem its path under the folder of model outputs, without the suffix
   * @throws PulseError `hub-refused` for a link on the way or another place that was asked for
   */
  place(stem: string, format: TableFormat, asked: string | undefined): string;
}

/**
 * Reads the config of a hub.
 * @throws PulseError `input-unreadable`, `option-invalid`
 */
export function openHubFolder(folder: string): HubFolder {
  const tasksPath = join(folder, 'hub-config', 'tasks.json');
  const tasks = readHubTasks(readValue(tasksPath), tasksPath);
  const adminPath = join(folder, 'hub-config', 'admin.json');
  const admin = kindOf(adminPath) === null ? {} : readValue(adminPath);
  return {
    tasks,
    formats: readHubFormats(admin, adminPath) ?? ['csv'],
    place(stem, format, asked) {
      const path = join(folder, 'model-output', `${stem}.${format}`);
      if (asked !== undefined && resolve(asked) !== resolve(path))
        refuseFor(
          'name',
          `-o ${asked} is not where the hub looks: ${path} (without -o it goes there)`,
        );
      refuseLinks(folder, path);
      mkdirSync(dirname(path), { recursive: true });
      const real = realpathSync(dirname(path));
      if (real !== join(realpathSync(folder), 'model-output', dirname(stem)))
        refuseFor('name', `${dirname(path)} leads to ${real}, outside of model-output`);
      return path;
    },
  };
}

/** Nothing under the hub may be a link: it would lead a submission elsewhere. */
function refuseLinks(folder: string, path: string): void {
  const [outputs, team] = [join(folder, 'model-output'), dirname(path)];
  for (const place of [outputs, team]) {
    const kind = kindOf(place);
    if (kind !== null && kind !== 'folder') refuseFor('name', `${place} is a link, or no folder`);
  }
  const kind = kindOf(path);
  if (kind !== null && kind !== 'file') refuseFor('name', `${path} is a link, or no file`);
}

/** @throws PulseError `input-unreadable`, `option-invalid` */
export const openHubMapping = (path: string): HubMapping => readHubMapping(readValue(path), path);
