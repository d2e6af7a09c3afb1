/** An error that SyncFlow answers as JSON: `{ "status", "message" }`. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** An error of the HTTP framework below SyncFlow, answered as plain text. */
export class PlainTextError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const notFound = (): ApiError => new ApiError(404, 'Resource not found');
export const badToken = (): ApiError => new ApiError(401, 'Invalid token, please login again');
/** Postgres refuses more than 50 characters in names, and SyncFlow makes that a 500. */
export const tooLong = (): ApiError =>
  new ApiError(500, 'value too long for type character varying(50)');

/** Whether a name exceeds SyncFlow's columns; characters are code points. */
export function exceedsColumn(name: string): boolean {
  return Array.from(name).length > 50;
}

/** SyncFlow has lost the broker. What was asked of it is done all the same, but for the announcing. */
export const brokerLost = (): ApiError =>
  new ApiError(
    500,
    'Failed to connect to RabbitMQ: AMQP internal communication error: channel closed',
  );

/** The connection is to be closed without an answer. */
export class NoAnswerError extends Error {}
