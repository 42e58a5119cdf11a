// Generated from delivery.yaml by agent-webhooks-generate. Do not edit.

/** Every operation of the spec. */
export const operations = {
  "listEvents": {
    "id": "listEvents",
    "method": "GET",
    "path": "/delivery/v0/events",
    "parameters": {
      "path": {},
      "query": {
        "event_type": {
          "required": false,
          "schema": {
            "type": "string",
            "enum": [
              "message.received",
              "message.sent",
              "message.delivered",
              "message.bounced",
              "message.complained",
              "message.rejected",
              "domain.verified"
            ]
          }
        },
        "inbox_id": {
          "required": false,
          "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
            "x-pattern-message": "may not have control characters or byte order marks"
          }
        },
        "since": {
          "required": false,
          "schema": {
            "type": "string",
            "format": "date-time"
          }
        },
        "until": {
          "required": false,
          "schema": {
            "type": "string",
            "format": "date-time"
          }
        },
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
        "schema": "ListEventsResponse"
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
      "events:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": {
      "items": "events",
      "token": "page_token",
      "next": "next_page_token"
    }
  },
  "publishEvent": {
    "id": "publishEvent",
    "method": "POST",
    "path": "/delivery/v0/events",
    "parameters": {
      "path": {},
      "query": {}
    },
    "requestBody": {
      "contentType": "application/json",
      "schema": "PublishEventRequest",
      "required": true,
      "maxBytes": 1048576
    },
    "responses": {
      "202": {
        "contentType": "application/json",
        "schema": "PublishedEvent"
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
      "409": {
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
      202
    ],
    "errors": [
      400,
      401,
      403,
      409,
      413,
      415,
      429,
      500,
      503
    ],
    "scopes": [
      "events:publish"
    ],
    "safe": false,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "publishEvents": {
    "id": "publishEvents",
    "method": "POST",
    "path": "/delivery/v0/events/batch",
    "parameters": {
      "path": {},
      "query": {}
    },
    "requestBody": {
      "contentType": "application/json",
      "schema": "PublishEventsRequest",
      "required": true,
      "maxBytes": 16777216
    },
    "responses": {
      "202": {
        "contentType": "application/json",
        "schema": "PublishedEvents"
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
      "409": {
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
      202
    ],
    "errors": [
      400,
      401,
      403,
      409,
      413,
      415,
      429,
      500,
      503
    ],
    "scopes": [
      "events:publish"
    ],
    "safe": false,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "getEvent": {
    "id": "getEvent",
    "method": "GET",
    "path": "/delivery/v0/events/{event_id}",
    "parameters": {
      "path": {
        "event_id": {
          "required": true,
          "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[!-~]*$",
            "x-pattern-message": "may only have visible ASCII characters"
          }
        }
      },
      "query": {}
    },
    "requestBody": null,
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "StoredEventDetails"
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
      "events:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "eraseEvent": {
    "id": "eraseEvent",
    "method": "DELETE",
    "path": "/delivery/v0/events/{event_id}",
    "parameters": {
      "path": {
        "event_id": {
          "required": true,
          "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[!-~]*$",
            "x-pattern-message": "may only have visible ASCII characters"
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
      "events:write"
    ],
    "safe": false,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "listDeliveries": {
    "id": "listDeliveries",
    "method": "GET",
    "path": "/delivery/v0/deliveries",
    "parameters": {
      "path": {},
      "query": {
        "webhook_id": {
          "required": false,
          "schema": {
            "type": "string",
            "pattern": "^wh_."
          }
        },
        "event_id": {
          "required": false,
          "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[!-~]*$",
            "x-pattern-message": "may only have visible ASCII characters"
          }
        },
        "status": {
          "required": false,
          "schema": {
            "type": "string",
            "enum": [
              "pending",
              "succeeded",
              "failed",
              "cancelled"
            ]
          }
        },
        "outcome": {
          "required": false,
          "schema": {
            "type": "string",
            "enum": [
              "succeeded",
              "http_error",
              "timeout",
              "connection_error",
              "tls_error",
              "forbidden_address",
              "internal_error"
            ]
          }
        },
        "event_type": {
          "required": false,
          "schema": {
            "type": "string",
            "enum": [
              "message.received",
              "message.sent",
              "message.delivered",
              "message.bounced",
              "message.complained",
              "message.rejected",
              "domain.verified"
            ]
          }
        },
        "inbox_id": {
          "required": false,
          "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
            "x-pattern-message": "may not have control characters or byte order marks"
          }
        },
        "since": {
          "required": false,
          "schema": {
            "type": "string",
            "format": "date-time"
          }
        },
        "until": {
          "required": false,
          "schema": {
            "type": "string",
            "format": "date-time"
          }
        },
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
        "schema": "ListDeliveriesResponse"
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
      "deliveries:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": {
      "items": "deliveries",
      "token": "page_token",
      "next": "next_page_token"
    }
  },
  "getDelivery": {
    "id": "getDelivery",
    "method": "GET",
    "path": "/delivery/v0/deliveries/{delivery_id}",
    "parameters": {
      "path": {
        "delivery_id": {
          "required": true,
          "schema": {
            "type": "string",
            "pattern": "^dlv_."
          }
        }
      },
      "query": {}
    },
    "requestBody": null,
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "DeliveryDetails"
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
      "deliveries:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "resendDelivery": {
    "id": "resendDelivery",
    "method": "POST",
    "path": "/delivery/v0/deliveries/{delivery_id}/resend",
    "parameters": {
      "path": {
        "delivery_id": {
          "required": true,
          "schema": {
            "type": "string",
            "pattern": "^dlv_."
          }
        }
      },
      "query": {}
    },
    "requestBody": null,
    "responses": {
      "202": {
        "contentType": "application/json",
        "schema": "Delivery"
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
      "409": {
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
      202
    ],
    "errors": [
      401,
      403,
      404,
      409,
      429,
      500,
      503
    ],
    "scopes": [
      "deliveries:write"
    ],
    "safe": false,
    "idempotent": false,
    "idempotencyField": null,
    "pagination": null
  },
  "getRecovery": {
    "id": "getRecovery",
    "method": "GET",
    "path": "/delivery/v0/webhooks/{webhook_id}/recover",
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
        "schema": "Recovery"
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
      "deliveries:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "recoverWebhook": {
    "id": "recoverWebhook",
    "method": "POST",
    "path": "/delivery/v0/webhooks/{webhook_id}/recover",
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
      "schema": "RecoverWebhookRequest",
      "required": true,
      "maxBytes": 1048576
    },
    "responses": {
      "202": {
        "contentType": "application/json",
        "schema": "RecoveredWebhook"
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
      "409": {
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
      202
    ],
    "errors": [
      400,
      401,
      403,
      404,
      409,
      413,
      415,
      429,
      500,
      503
    ],
    "scopes": [
      "deliveries:write"
    ],
    "safe": false,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "sendTestEvent": {
    "id": "sendTestEvent",
    "method": "POST",
    "path": "/delivery/v0/webhooks/{webhook_id}/test",
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
      "schema": "SendTestEventRequest",
      "required": true,
      "maxBytes": 1048576
    },
    "responses": {
      "202": {
        "contentType": "application/json",
        "schema": "SentTestEvent"
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
      "409": {
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
      202
    ],
    "errors": [
      400,
      401,
      403,
      404,
      409,
      413,
      415,
      429,
      500,
      503
    ],
    "scopes": [
      "deliveries:write"
    ],
    "safe": false,
    "idempotent": false,
    "idempotencyField": null,
    "pagination": null
  },
  "rotateSecret": {
    "id": "rotateSecret",
    "method": "POST",
    "path": "/delivery/v0/webhooks/{webhook_id}/rotate-secret",
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
      "schema": "RotateSecretRequest",
      "required": false,
      "maxBytes": 1048576
    },
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "RotatedSecret"
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
    "idempotent": false,
    "idempotencyField": null,
    "pagination": null
  },
  "enableWebhook": {
    "id": "enableWebhook",
    "method": "POST",
    "path": "/delivery/v0/webhooks/{webhook_id}/enable",
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
      "409": {
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
      409,
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
  "disableWebhook": {
    "id": "disableWebhook",
    "method": "POST",
    "path": "/delivery/v0/webhooks/{webhook_id}/disable",
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
      "webhooks:read",
      "webhooks:write"
    ],
    "safe": false,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "getDeliverySettings": {
    "id": "getDeliverySettings",
    "method": "GET",
    "path": "/delivery/v0/webhooks/{webhook_id}/settings",
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
        "schema": "DeliverySettings"
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
  "updateDeliverySettings": {
    "id": "updateDeliverySettings",
    "method": "PATCH",
    "path": "/delivery/v0/webhooks/{webhook_id}/settings",
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
      "schema": "UpdateDeliverySettingsRequest",
      "required": true,
      "maxBytes": 1048576
    },
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "DeliverySettings"
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
  "getWebhookHealth": {
    "id": "getWebhookHealth",
    "method": "GET",
    "path": "/delivery/v0/webhooks/{webhook_id}/health",
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
        "schema": "WebhookHealth"
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
      "deliveries:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "getSummary": {
    "id": "getSummary",
    "method": "GET",
    "path": "/delivery/v0/summary",
    "parameters": {
      "path": {},
      "query": {}
    },
    "requestBody": null,
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "Summary"
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
      401,
      403,
      429,
      500,
      503
    ],
    "scopes": [
      "deliveries:read"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "getOperatorWebhook": {
    "id": "getOperatorWebhook",
    "method": "GET",
    "path": "/delivery/v0/operator-webhook",
    "parameters": {
      "path": {},
      "query": {}
    },
    "requestBody": null,
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "OperatorWebhook"
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
  "setOperatorWebhook": {
    "id": "setOperatorWebhook",
    "method": "PUT",
    "path": "/delivery/v0/operator-webhook",
    "parameters": {
      "path": {},
      "query": {}
    },
    "requestBody": {
      "contentType": "application/json",
      "schema": "SetOperatorWebhookRequest",
      "required": true,
      "maxBytes": 1048576
    },
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "OperatorWebhook"
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
    "idempotent": true,
    "idempotencyField": null,
    "pagination": null
  },
  "deleteOperatorWebhook": {
    "id": "deleteOperatorWebhook",
    "method": "DELETE",
    "path": "/delivery/v0/operator-webhook",
    "parameters": {
      "path": {},
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
  },
  "listTokens": {
    "id": "listTokens",
    "method": "GET",
    "path": "/delivery/v0/tokens",
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
        "schema": "ListTokensResponse"
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
      "tokens:write"
    ],
    "safe": true,
    "idempotent": true,
    "idempotencyField": null,
    "pagination": {
      "items": "tokens",
      "token": "page_token",
      "next": "next_page_token"
    }
  },
  "createToken": {
    "id": "createToken",
    "method": "POST",
    "path": "/delivery/v0/tokens",
    "parameters": {
      "path": {},
      "query": {}
    },
    "requestBody": {
      "contentType": "application/json",
      "schema": "CreateTokenRequest",
      "required": true,
      "maxBytes": 1048576
    },
    "responses": {
      "200": {
        "contentType": "application/json",
        "schema": "CreatedToken"
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
      "tokens:write"
    ],
    "safe": false,
    "idempotent": false,
    "idempotencyField": null,
    "pagination": null
  },
  "revokeToken": {
    "id": "revokeToken",
    "method": "DELETE",
    "path": "/delivery/v0/tokens/{token_id}",
    "parameters": {
      "path": {
        "token_id": {
          "required": true,
          "schema": {
            "type": "string",
            "pattern": "^tok_."
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
      "tokens:write"
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
  "webhook.failing",
  "webhook.recovered",
  "webhook.disabled",
  "delivery.exhausted",
  "queue.behind"
] as const;
