// Generated from webhooks.yaml by agent-webhooks-generate. Do not edit.

/** Every operation of the spec. */
export const operations = {
  "listWebhooks": {
    "id": "listWebhooks",
    "method": "GET",
    "path": "/agent/v0/webhooks",
    "parameters": {
      "path": {},
      "query": {
        "ascending": {
          "required": false,
          "schema": {
            "type": "boolean",
            "default": false
          }
        },
        "limit": {
          "required": false,
          "schema": {
            "type": "integer",
            "minimum": 1,
            "default": 20,
            "x-served-maximum": 100
          }
        },
        "page_token": {
          "required": false,
          "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1024
          }
        }
      }
    },
    "requestBody": null,
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "ListWebhooksResponse"
      },
      "400": {
        "contentType": "application/json",
        "schema": "ValidationErrorResponse"
      },
      "401": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "www-authenticate"
        ]
      },
      "403": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "429": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "retry-after"
        ]
      },
      "500": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "503": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      }
    },
    "success": [
      200
    ],
    "errors": [
      400,
      401,
      403,
      429,
      500,
      503
    ],
    "scopes": [
      "webhooks:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": {
      "items": "webhooks",
      "token": "page_token",
      "next": "next_page_token"
    }
  },
  "createWebhook": {
    "id": "createWebhook",
    "method": "POST",
    "path": "/agent/v0/webhooks",
    "parameters": {
      "path": {},
      "query": {}
    },
    "requestBody": {
      "contentType": "application/json",
      "schema": "CreateWebhookRequest",
      "required": true,
      "maxBytes": 1048576
    },
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "Webhook"
      },
      "400": {
        "contentType": "application/json",
        "schema": "ValidationErrorResponse"
      },
      "401": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "www-authenticate"
        ]
      },
      "403": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "413": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "415": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "429": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "retry-after"
        ]
      },
      "500": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "503": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      }
    },
    "success": [
      200
    ],
    "errors": [
      400,
      401,
      403,
      413,
      415,
      429,
      500,
      503
    ],
    "scopes": [
      "webhooks:read",
      "webhooks:write"
    ],
    "safe": false,
    "idempotent": false,
    "idempotencyField": "client_id",
    "pagination": null
  },
  "getWebhook": {
    "id": "getWebhook",
    "method": "GET",
    "path": "/agent/v0/webhooks/{webhook_id}",
    "parameters": {
      "path": {
        "webhook_id": {
          "required": true,
          "schema": {
            "type": "string",
            "pattern": "^wh_."
          }
        }
      },
      "query": {}
    },
    "requestBody": null,
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "Webhook"
      },
      "401": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "www-authenticate"
        ]
      },
      "403": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "404": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "429": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "retry-after"
        ]
      },
      "500": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "503": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      }
    },
    "success": [
      200
    ],
    "errors": [
      401,
      403,
      404,
      429,
      500,
      503
    ],
    "scopes": [
      "webhooks:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "updateWebhook": {
    "id": "updateWebhook",
    "method": "PATCH",
    "path": "/agent/v0/webhooks/{webhook_id}",
    "parameters": {
      "path": {
        "webhook_id": {
          "required": true,
          "schema": {
            "type": "string",
            "pattern": "^wh_."
          }
        }
      },
      "query": {}
    },
    "requestBody": {
      "contentType": "application/json",
      "schema": "UpdateWebhookRequest",
      "required": true,
      "maxBytes": 1048576
    },
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "Webhook"
      },
      "400": {
        "contentType": "application/json",
        "schema": "ValidationErrorResponse"
      },
      "401": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "www-authenticate"
        ]
      },
      "403": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "404": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "413": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "415": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "429": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "retry-after"
        ]
      },
      "500": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "503": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      }
    },
    "success": [
      200
    ],
    "errors": [
      400,
      401,
      403,
      404,
      413,
      415,
      429,
      500,
      503
    ],
    "scopes": [
      "webhooks:read",
      "webhooks:write"
    ],
    "safe": false,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "deleteWebhook": {
    "id": "deleteWebhook",
    "method": "DELETE",
    "path": "/agent/v0/webhooks/{webhook_id}",
    "parameters": {
      "path": {
        "webhook_id": {
          "required": true,
          "schema": {
            "type": "string",
            "pattern": "^wh_."
          }
        }
      },
      "query": {}
    },
    "requestBody": null,
    "responses": {
      "200": {},
      "401": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "www-authenticate"
        ]
      },
      "403": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "404": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "429": {
        "contentType": "application/json",
        "schema": "ErrorResponse",
        "requiredHeaders": [
          "retry-after"
        ]
      },
      "500": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      },
      "503": {
        "contentType": "application/json",
        "schema": "ErrorResponse"
      }
    },
    "success": [
      200
    ],
    "errors": [
      401,
      403,
      404,
      429,
      500,
      503
    ],
    "scopes": [
      "webhooks:write"
    ],
    "safe": false,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  }
} as const;

export type OperationId = keyof typeof operations;

/** Every event type of the spec. */
export const eventTypes = [
  "message.received",
  "message.sent",
  "message.delivered",
  "message.bounced",
  "message.complained",
  "message.rejected",
  "domain.verified"
] as const;
