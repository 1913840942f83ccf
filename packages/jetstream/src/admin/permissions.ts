import { BUCKET, BUCKET_STREAM, RESULT_STREAM, WORK_STREAM } from '../nats/names.ts';

/**
 * What the users of a cluster may do, for the configuration of a NATS server: a driver all that a run
 * needs; a worker only to ask for orders, to read models and datasets, and to store results, of which
 * it can read none. Every role has inboxes of its own, so that none hears what another one is told.
 */
export const PERMISSIONS = `# Users of pulse-stream and what each may do. In nats-server.conf: include "permissions.conf"
# Make a key for each role (nk -gen user -pubout): the public half goes into the environment of the
# server (PULSE_DRIVER_PUBLIC_KEY=U…, PULSE_WORKER_PUBLIC_KEY=U…), the seed to the command: --nkey FILE.

# pulse-stream run --engine, pulse-stream cluster
PULSE_DRIVER = {
  publish = {
    allow = [
      "pulse.work.>"
      "$JS.API.INFO"
      "$JS.API.STREAM.*.${WORK_STREAM}"
      "$JS.API.STREAM.*.${RESULT_STREAM}"
      "$JS.API.STREAM.*.${BUCKET_STREAM}"
      "$JS.API.STREAM.MSG.*.${WORK_STREAM}"
      "$JS.API.STREAM.MSG.*.${RESULT_STREAM}"
      "$JS.API.STREAM.MSG.*.${BUCKET_STREAM}"
      "$JS.API.DIRECT.GET.${BUCKET_STREAM}.>"
      "$JS.API.CONSUMER.*.${WORK_STREAM}"
      "$JS.API.CONSUMER.*.${WORK_STREAM}.>"
      "$JS.API.CONSUMER.DURABLE.CREATE.${WORK_STREAM}.>"
      "$JS.API.CONSUMER.*.${BUCKET_STREAM}.>"
      "$O.${BUCKET}.>"
      "$JS.FC.${BUCKET_STREAM}.>"
    ]
    deny = ["$JS.API.CONSUMER.MSG.NEXT.>"]
  }
  subscribe = { allow = ["pulse.res.>", "_INBOX_pulse_driver.>", "_INBOX_pulse_admin.>"] }
}
# pulse-stream worker
PULSE_WORKER = {
  publish = {
    allow = [
      "pulse.res.>"
      "$JS.API.INFO"
      "$JS.API.CONSUMER.INFO.${WORK_STREAM}.*"
      "$JS.API.CONSUMER.MSG.NEXT.${WORK_STREAM}.*"
      "$JS.ACK.${WORK_STREAM}.>"
      "$JS.API.STREAM.INFO.${BUCKET_STREAM}"
      "$JS.API.STREAM.MSG.GET.${BUCKET_STREAM}"
      "$JS.API.DIRECT.GET.${BUCKET_STREAM}.>"
      "$JS.API.CONSUMER.CREATE.${BUCKET_STREAM}.>"
      "$JS.API.CONSUMER.DELETE.${BUCKET_STREAM}.>"
      "$JS.API.CONSUMER.INFO.${BUCKET_STREAM}.*"
      "$JS.FC.${BUCKET_STREAM}.>"
    ]
  }
  subscribe = { allow = ["_INBOX_pulse_worker.>"] }
}
authorization {
  users = [
    { nkey = $PULSE_DRIVER_PUBLIC_KEY, permissions = $PULSE_DRIVER }
    { nkey = $PULSE_WORKER_PUBLIC_KEY, permissions = $PULSE_WORKER }
  ]
}
`;
