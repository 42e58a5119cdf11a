// Generated from webhooks.yaml by agent-webhooks-generate. Do not edit.

export const listWebhooks = {
  "method": "GET",
  "path": "/agent/v0/webhooks",
  "idempotent": true,
  "pages": {
    "items": "webhooks",
    "token": "page_token",
    "next": "next_page_token",
    "max": 100
  }
} as const;

export const createWebhook = {
  "method": "POST",
  "path": "/agent/v0/webhooks",
  "key": "client_id",
  "limits": {
    "url": [
      "^(?=[^]{0,2048}$)[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
      "must be an absolute https URL without credentials, or http if the service allows it (at most 2048 characters)"
    ],
    "event_types": null,
    "inbox_ids": 10,
    "pod_ids": 10,
    "client_id": [
      "^(?=[^]{1,256}$)[A-Za-z0-9._~-]*$",
      "may have only A-Z a-z 0-9 . _ ~ - (at most 256 characters)"
    ]
  }
} as const;

export const getWebhook = {
  "method": "GET",
  "path": "/agent/v0/webhooks/{webhook_id}",
  "idempotent": true
} as const;

export const updateWebhook = {
  "method": "PATCH",
  "path": "/agent/v0/webhooks/{webhook_id}",
  "idempotent": true,
  "limits": {
    "add_inbox_ids": 10,
    "add_pod_ids": 10,
    "remove_inbox_ids": 10,
    "remove_pod_ids": 10
  }
} as const;

export const deleteWebhook = {
  "method": "DELETE",
  "path": "/agent/v0/webhooks/{webhook_id}",
  "idempotent": true,
  "empty": true
} as const;

/** All routes. */
export const routes: readonly [typeof listWebhooks, typeof createWebhook, typeof getWebhook, typeof updateWebhook, typeof deleteWebhook] = [listWebhooks, createWebhook, getWebhook, updateWebhook, deleteWebhook];
