export { Cesuur, type CesuurOptions } from './client.js';
export { CesuurError } from './error.js';
export { type ServerEvent } from './events.js';
export { all, type Page } from './paging.js';
export { Webhook, WebhookVerificationError, type WebhookEvent } from './webhook.js';
export * from './generated.js';
