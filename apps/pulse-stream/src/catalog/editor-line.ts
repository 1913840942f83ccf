/**
 * The first line by which editors with the YAML language server find the schema of a model, to complete
 * and check it: the file that lies beside the command, by its address, so that it is found wherever the
 * model is saved on this machine.
 */
export const editorLine = (): string =>
  `# yaml-language-server: $schema=${new URL('../bundle/model.schema.json', import.meta.url).href}\n`;
