export { readHubMapping, type HubMapping } from './hub/hub-mapping.ts';
export { HUB_RULES, refuseFor } from './hub/hub-rule.ts';
export { readHubFormats, readHubTasks, type HubTasks } from './hub/hub-tasks.ts';
export { createSubmission, type SubmissionFile } from './hub/submission.ts';
export { isResumable, TABLE_FORMATS } from './records/table-format.ts';
