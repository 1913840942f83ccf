// The file system of Node, loaded with the command that needs it.
export { nodeFileSystem } from '@pulse-stream/sinks/internal';
