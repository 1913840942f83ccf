// Rewrites the published JSON Schemas that packages/worldstate compares with. Needs a build; look at
// the difference before committing it, because other programs rely on these documents.
//   npx nx build worldstate && node tools/golden/json-schemas.mjs && npx oxfmt packages/worldstate/test/golden
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSchema } from '@pulse-stream/worldstate';
import { SCHEMAS } from '@pulse-stream/worldstate/internal';
import { ROOT } from '../workspace.mjs';

const folder = join(ROOT, 'packages/worldstate/test/golden');
for (const name of /** @type {(keyof typeof SCHEMAS)[]} */ (Object.keys(SCHEMAS)))
  writeFileSync(
    join(folder, `${name}.schema.json`),
    `${JSON.stringify(describeSchema(name), null, 2)}\n`,
  );
