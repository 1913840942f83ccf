// For a process of its own: prints what `hashWorlds` finds there.
import { hashWorlds } from './hash-worlds.ts';

process.stdout.write(JSON.stringify(hashWorlds()));
