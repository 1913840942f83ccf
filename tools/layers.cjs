/**
 * Which package belongs to which layer; imports run from the last layer towards the first.
 * The boundary rules are made from this table and the `layer:*` tags are tested against it.
 */
module.exports = {
  model: ['worldstate', 'codec'],
  stage: ['simulator', 'gravity', 'shadow-monitor', 'forecast', 'experiment', 'review'],
  assembly: ['pipeline'],
  verification: ['verify'],
  edge: ['sinks', 'formats', 'model-import', 'jetstream', 'report'],
  app: ['pulse-stream'],
};
