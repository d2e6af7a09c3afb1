/** Settings of a recorder for bare LiveKit servers: no name of SyncFlow's is set. */
export const withoutSyncflow = {
  SYNCFLOW_SERVER_URL: undefined,
  RABBITMQ_HOST: undefined,
  RABBITMQ_PORT: undefined,
  RABBITMQ_VHOST_NAME: undefined,
  DEVICE_GROUP_NAME: undefined,
  PROJECTS__0__PROJECT_ID: undefined,
};
