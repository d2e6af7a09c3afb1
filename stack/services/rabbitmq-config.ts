import type { CertificateFiles } from './certificates.ts';

/** The broker's configuration, as SyncFlow ships it: internal users first, then SyncFlow by HTTP. */
export interface BrokerConfig {
  /** `127.0.0.1:17672`, or a port alone for every address. */
  readonly listener: string;
  readonly password: string;
  /** SyncFlow's callbacks without the last part: `http://127.0.0.1:17081/rmq/auth`. */
  readonly authUrl: string;
  /** A second listener, with TLS. */
  readonly tls?: { readonly listener: string; readonly files: CertificateFiles };
}

/** User and virtual host that SyncFlow's own server uses. */
export const brokerUser = 'syncflow';
export const brokerVhost = 'syncflow';

export const enabledPlugins = '[rabbitmq_auth_backend_http].\n';

/**
 * rabbitmq.conf. HTTP with GET and no cache, as SyncFlow's own compose file has it
 * (syncflow-contract.md).
 */
export function brokerConfig({ listener, password, authUrl, tls }: BrokerConfig): string {
  return `listeners.tcp.local = ${listener}
default_user = ${brokerUser}
default_pass = ${password}
default_vhost = ${brokerVhost}
auth_backends.1 = internal
auth_backends.2 = http
auth_http.http_method   = get
auth_http.user_path     = ${authUrl}/user
auth_http.vhost_path    = ${authUrl}/vhost
auth_http.resource_path = ${authUrl}/resource
auth_http.topic_path    = ${authUrl}/topic
${tls === undefined ? '' : tlsConfig(tls)}`;
}

function tlsConfig({ listener, files }: NonNullable<BrokerConfig['tls']>): string {
  return `listeners.ssl.local = ${listener}
ssl_options.cacertfile = ${files.ca}
ssl_options.certfile   = ${files.certificate}
ssl_options.keyfile    = ${files.key}
ssl_options.verify     = verify_none
`;
}
