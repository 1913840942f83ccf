export { PANELS, type PanelId } from './panels/panel.ts';
export { renderLab, type LabOptions } from './lab/render-lab.ts';
export type {
  EngineReply,
  EngineRequest,
  EngineSetup,
  Mistake,
  OpenedModel,
  RunCounts,
} from './lab/protocol.ts';
