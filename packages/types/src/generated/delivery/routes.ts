// Generated from delivery.yaml by agent-webhooks-generate. Do not edit.

export const listEvents = {
  "method": "GET",
  "path": "/delivery/v0/events",
  "idempotent": true,
  "pages": {
    "items": "events",
    "token": "page_token",
    "next": "next_page_token",
    "max": 100
  }
} as const;

export const publishEvent = {
  "method": "POST",
  "path": "/delivery/v0/events",
  "idempotent": true,
  "limits": {
    "event": null,
    "pod_id": null
  }
} as const;

export const publishEvents = {
  "method": "POST",
  "path": "/delivery/v0/events/batch",
  "idempotent": true,
  "limits": {
    "events": 500
  }
} as const;

export const getEvent = {
  "method": "GET",
  "path": "/delivery/v0/events/{event_id}",
  "idempotent": true
} as const;

export const eraseEvent = {
  "method": "DELETE",
  "path": "/delivery/v0/events/{event_id}",
  "idempotent": true,
  "empty": true
} as const;

export const listDeliveries = {
  "method": "GET",
  "path": "/delivery/v0/deliveries",
  "idempotent": true,
  "pages": {
    "items": "deliveries",
    "token": "page_token",
    "next": "next_page_token",
    "max": 100
  }
} as const;

export const getDelivery = {
  "method": "GET",
  "path": "/delivery/v0/deliveries/{delivery_id}",
  "idempotent": true
} as const;

export const resendDelivery = {
  "method": "POST",
  "path": "/delivery/v0/deliveries/{delivery_id}/resend"
} as const;

export const getRecovery = {
  "method": "GET",
  "path": "/delivery/v0/webhooks/{webhook_id}/recover",
  "idempotent": true
} as const;

export const recoverWebhook = {
  "method": "POST",
  "path": "/delivery/v0/webhooks/{webhook_id}/recover",
  "idempotent": true,
  "limits": {
    "since": null,
    "until": null,
    "dry_run": null
  }
} as const;

export const sendTestEvent = {
  "method": "POST",
  "path": "/delivery/v0/webhooks/{webhook_id}/test",
  "limits": {
    "event_type": null
  }
} as const;

export const rotateSecret = {
  "method": "POST",
  "path": "/delivery/v0/webhooks/{webhook_id}/rotate-secret",
  "limits": {
    "overlap_seconds": null
  }
} as const;

export const enableWebhook = {
  "method": "POST",
  "path": "/delivery/v0/webhooks/{webhook_id}/enable",
  "idempotent": true
} as const;

export const disableWebhook = {
  "method": "POST",
  "path": "/delivery/v0/webhooks/{webhook_id}/disable",
  "idempotent": true
} as const;

export const getDeliverySettings = {
  "method": "GET",
  "path": "/delivery/v0/webhooks/{webhook_id}/settings",
  "idempotent": true
} as const;

export const updateDeliverySettings = {
  "method": "PATCH",
  "path": "/delivery/v0/webhooks/{webhook_id}/settings",
  "idempotent": true,
  "limits": {
    "max_in_flight": null,
    "max_per_second": null
  }
} as const;

export const getWebhookHealth = {
  "method": "GET",
  "path": "/delivery/v0/webhooks/{webhook_id}/health",
  "idempotent": true
} as const;

export const getSummary = {
  "method": "GET",
  "path": "/delivery/v0/summary",
  "idempotent": true
} as const;

export const getOperatorWebhook = {
  "method": "GET",
  "path": "/delivery/v0/operator-webhook",
  "idempotent": true
} as const;

export const setOperatorWebhook = {
  "method": "PUT",
  "path": "/delivery/v0/operator-webhook",
  "idempotent": true,
  "limits": {
    "url": [
      "^(?=[^]{0,2048}$)[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
      "must be an absolute https URL without credentials, or http if the service allows it (at most 2048 characters)"
    ]
  }
} as const;

export const deleteOperatorWebhook = {
  "method": "DELETE",
  "path": "/delivery/v0/operator-webhook",
  "idempotent": true,
  "empty": true
} as const;

export const listTokens = {
  "method": "GET",
  "path": "/delivery/v0/tokens",
  "idempotent": true,
  "pages": {
    "items": "tokens",
    "token": "page_token",
    "next": "next_page_token",
    "max": 100
  }
} as const;

export const createToken = {
  "method": "POST",
  "path": "/delivery/v0/tokens",
  "limits": {
    "organization_id": [
      "^(?=[^]{1,256}$)[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
      "may not have control characters or byte order marks (at most 256 characters)"
    ],
    "scopes": null,
    "expires_at": null
  }
} as const;

export const revokeToken = {
  "method": "DELETE",
  "path": "/delivery/v0/tokens/{token_id}",
  "idempotent": true,
  "empty": true
} as const;

/** All routes. */
export const routes: readonly [typeof listEvents, typeof publishEvent, typeof publishEvents, typeof getEvent, typeof eraseEvent, typeof listDeliveries, typeof getDelivery, typeof resendDelivery, typeof getRecovery, typeof recoverWebhook, typeof sendTestEvent, typeof rotateSecret, typeof enableWebhook, typeof disableWebhook, typeof getDeliverySettings, typeof updateDeliverySettings, typeof getWebhookHealth, typeof getSummary, typeof getOperatorWebhook, typeof setOperatorWebhook, typeof deleteOperatorWebhook, typeof listTokens, typeof createToken, typeof revokeToken] = [listEvents, publishEvent, publishEvents, getEvent, eraseEvent, listDeliveries, getDelivery, resendDelivery, getRecovery, recoverWebhook, sendTestEvent, rotateSecret, enableWebhook, disableWebhook, getDeliverySettings, updateDeliverySettings, getWebhookHealth, getSummary, getOperatorWebhook, setOperatorWebhook, deleteOperatorWebhook, listTokens, createToken, revokeToken];
