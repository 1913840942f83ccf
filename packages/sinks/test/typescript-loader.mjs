// Lets a child process run the sources of the workspace: Node 20 cannot read TypeScript by itself.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
