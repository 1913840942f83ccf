export { PANELS, type PanelId } from './panels/panel.ts';
