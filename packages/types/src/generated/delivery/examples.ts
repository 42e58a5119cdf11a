// Generated from delivery.yaml by agent-webhooks-generate. Do not edit.

/** The spec's examples of parameters, request bodies and response bodies, by name. */
export const operationExamples = {
  "listEvents": {
    "parameters": {
      "event_type": "message.received",
      "inbox_id": "support@agents.example.com",
      "since": "2026-01-16T09:00:00Z",
      "until": "2026-01-16T11:00:00Z",
      "ascending": true,
      "limit": 50,
      "page_token": "eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0"
    },
    "request": {},
    "responses": {
      "200": {
        "page": {
          "count": 1,
          "limit": 20,
          "events": [
            {
              "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
              "event_type": "message.delivered",
              "inbox_id": "support@agents.example.com",
              "pod_id": "pod_eu",
              "published_at": "2026-01-16T09:20:04.512Z",
              "deliveries": {
                "pending": 0,
                "succeeded": 2,
                "failed": 0,
                "cancelled": 0
              }
            }
          ]
        }
      },
      "400": {
        "limit": {
          "name": "ValidationError",
          "errors": {
            "limit": [
              "must be at least 1"
            ]
          }
        },
        "pageToken": {
          "name": "ValidationError",
          "errors": {
            "page_token": [
              "is not a page token of this list and order; start again without one"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "publishEvent": {
    "parameters": {},
    "request": {
      "delivered": {
        "event": {
          "type": "event",
          "event_type": "message.delivered",
          "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
          "delivery": {
            "inbox_id": "support@agents.example.com",
            "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
            "message_id": "<0190f3a1-reply@agents.example.com>",
            "timestamp": "2026-01-16T09:20:03Z",
            "recipients": [
              "ada@example.net"
            ]
          }
        },
        "pod_id": "pod_eu"
      },
      "rejected": {
        "event": {
          "type": "event",
          "event_type": "message.rejected",
          "event_id": "evt_01jhm7e5g7j9m1n3q5s7v9x1z3",
          "reject": {
            "inbox_id": "support@agents.example.com",
            "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
            "message_id": "<0190f3a1-newsletter@agents.example.com>",
            "timestamp": "2026-01-16T09:21:00Z",
            "reason": "Content was refused."
          }
        }
      }
    },
    "responses": {
      "202": {
        "new": {
          "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
          "deliveries": 2,
          "duplicate": false
        },
        "duplicate": {
          "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
          "deliveries": 2,
          "duplicate": true
        }
      },
      "400": {
        "size": {
          "name": "ValidationError",
          "errors": {
            "event.message.size": [
              "is required"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "409": {
        "default": {
          "name": "ConflictError",
          "message": "The event evt_01jhm7d4f6h8k0m2p4r6t8v0x2 was published before with other content or another pod."
        }
      },
      "413": {
        "default": {
          "name": "ContentTooLargeError",
          "message": "The body is larger than 1048576 bytes."
        }
      },
      "415": {
        "default": {
          "name": "UnsupportedMediaTypeError",
          "message": "Send the body as Content-Type: application/json."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "publishEvents": {
    "parameters": {},
    "request": {
      "two": {
        "events": [
          {
            "event": {
              "type": "event",
              "event_type": "message.delivered",
              "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
              "delivery": {
                "inbox_id": "support@agents.example.com",
                "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
                "message_id": "<0190f3a1-reply@agents.example.com>",
                "timestamp": "2026-01-16T09:20:03Z",
                "recipients": [
                  "ada@example.net"
                ]
              }
            },
            "pod_id": "pod_eu"
          },
          {
            "event": {
              "type": "event",
              "event_type": "message.rejected",
              "event_id": "evt_01jhm7e5g7j9m1n3q5s7v9x1z3",
              "reject": {
                "inbox_id": "support@agents.example.com",
                "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
                "message_id": "<0190f3a1-newsletter@agents.example.com>",
                "timestamp": "2026-01-16T09:21:00Z",
                "reason": "Content was refused."
              }
            }
          }
        ]
      }
    },
    "responses": {
      "202": {
        "two": {
          "results": [
            {
              "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
              "deliveries": 2,
              "duplicate": true
            },
            {
              "event_id": "evt_01jhm7e5g7j9m1n3q5s7v9x1z3",
              "deliveries": 0,
              "duplicate": false
            }
          ]
        }
      },
      "400": {
        "item": {
          "name": "ValidationError",
          "errors": {
            "events.3.event.message.size": [
              "is required"
            ]
          }
        },
        "deliveries": {
          "name": "ValidationError",
          "errors": {
            "events": [
              "must have at most 100000 deliveries together; send fewer events"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "409": {
        "default": {
          "name": "ConflictError",
          "message": "The event evt_01jhm7d4f6h8k0m2p4r6t8v0x2 was published before with other content or another pod."
        }
      },
      "413": {
        "default": {
          "name": "ContentTooLargeError",
          "message": "The body is larger than 16777216 bytes."
        }
      },
      "415": {
        "default": {
          "name": "UnsupportedMediaTypeError",
          "message": "Send the body as Content-Type: application/json."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "getEvent": {
    "parameters": {
      "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2"
    },
    "request": {},
    "responses": {
      "200": {
        "delivered": {
          "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
          "event_type": "message.delivered",
          "inbox_id": "support@agents.example.com",
          "pod_id": "pod_eu",
          "published_at": "2026-01-16T09:20:04.512Z",
          "deliveries": {
            "pending": 1,
            "succeeded": 1,
            "failed": 0,
            "cancelled": 0
          },
          "event": {
            "type": "event",
            "event_type": "message.delivered",
            "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
            "delivery": {
              "inbox_id": "support@agents.example.com",
              "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
              "message_id": "<0190f3a1-reply@agents.example.com>",
              "timestamp": "2026-01-16T09:20:03Z",
              "recipients": [
                "ada@example.net"
              ]
            }
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Event not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "eraseEvent": {
    "parameters": {
      "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2"
    },
    "request": {},
    "responses": {
      "200": {},
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Event not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "listDeliveries": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
      "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
      "status": "failed",
      "outcome": "timeout",
      "event_type": "message.received",
      "inbox_id": "support@agents.example.com",
      "since": "2026-01-16T09:00:00Z",
      "until": "2026-01-16T11:00:00Z",
      "ascending": true,
      "limit": 50,
      "page_token": "eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0"
    },
    "request": {},
    "responses": {
      "200": {
        "page": {
          "count": 1,
          "limit": 20,
          "deliveries": [
            {
              "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3",
              "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
              "event_type": "message.delivered",
              "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
              "status": "succeeded",
              "created_at": "2026-01-16T09:20:04.512Z",
              "explanation": "The endpoint accepted it."
            }
          ]
        }
      },
      "400": {
        "limit": {
          "name": "ValidationError",
          "errors": {
            "limit": [
              "must be at least 1"
            ]
          }
        },
        "pageToken": {
          "name": "ValidationError",
          "errors": {
            "page_token": [
              "is not a page token of this list and order; start again without one"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "getDelivery": {
    "parameters": {
      "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3"
    },
    "request": {},
    "responses": {
      "200": {
        "succeeded": {
          "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3",
          "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
          "event_type": "message.delivered",
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "status": "succeeded",
          "created_at": "2026-01-16T09:20:04.512Z",
          "explanation": "The endpoint accepted it.",
          "attempts": [
            {
              "attempt": 1,
              "started_at": "2026-01-16T09:20:04.519Z",
              "duration_ms": 87,
              "outcome": "http_error",
              "status_code": 502,
              "error": "The endpoint returned 502.",
              "response_excerpt": "Bad Gateway"
            },
            {
              "attempt": 2,
              "started_at": "2026-01-16T09:20:10.020Z",
              "duration_ms": 41,
              "outcome": "succeeded",
              "status_code": 204
            }
          ]
        },
        "parked": {
          "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3",
          "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
          "event_type": "message.delivered",
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "status": "pending",
          "reason": "breaker_open",
          "created_at": "2026-01-16T09:20:04.512Z",
          "next_attempt_at": "2026-01-16T09:25:34.000Z",
          "breaker_open_until": "2026-01-16T09:25:34.000Z",
          "explanation": "The endpoint timed out several times in a row; the next attempt is made at 2026-01-16T09:25:34.000Z.",
          "attempts": []
        },
        "disabled": {
          "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3",
          "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
          "event_type": "message.delivered",
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "status": "failed",
          "reason": "webhook_disabled",
          "created_at": "2026-01-16T09:20:04.512Z",
          "webhook_disabled_because": "gone",
          "explanation": "The webhook is disabled: its endpoint returned 410 Gone.",
          "attempts": []
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Delivery not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "resendDelivery": {
    "parameters": {
      "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3"
    },
    "request": {},
    "responses": {
      "202": {
        "pending": {
          "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3",
          "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
          "event_type": "message.delivered",
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "status": "pending",
          "created_at": "2026-01-16T09:20:04.512Z",
          "next_attempt_at": "2026-01-16T09:20:04.512Z",
          "explanation": "The next attempt is due."
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Delivery not found."
        }
      },
      "409": {
        "default": {
          "name": "ConflictError",
          "message": "The delivery is already pending."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "getRecovery": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {},
    "responses": {
      "200": {
        "running": {
          "status": "running",
          "since": "2026-01-16T09:00:00.000Z",
          "until": "2026-01-16T11:00:00.000Z",
          "recovered_until": "2026-01-16T09:40:12.512Z",
          "count": 12500,
          "failed": 500,
          "missed": 12000,
          "started_at": "2026-01-16T11:05:00.000Z"
        },
        "none": {
          "status": "none",
          "count": 0,
          "failed": 0,
          "missed": 0
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "recoverWebhook": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {
      "outage": {
        "since": "2026-01-16T09:00:00Z",
        "until": "2026-01-16T11:00:00Z"
      },
      "sinceThen": {
        "since": "2026-01-16T09:00:00Z"
      },
      "dryRun": {
        "since": "2026-01-16T09:00:00Z",
        "dry_run": true
      }
    },
    "responses": {
      "202": {
        "some": {
          "count": 128,
          "failed": 120,
          "missed": 8
        },
        "many": {
          "count": 48000,
          "failed": 3000,
          "missed": 45000,
          "more": true
        },
        "none": {
          "count": 0,
          "failed": 0,
          "missed": 0
        }
      },
      "400": {
        "order": {
          "name": "ValidationError",
          "errors": {
            "until": [
              "must be after since"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "409": {
        "default": {
          "name": "ConflictError",
          "message": "The webhook is disabled. Enable it first."
        }
      },
      "413": {
        "default": {
          "name": "ContentTooLargeError",
          "message": "The body is larger than 1048576 bytes."
        }
      },
      "415": {
        "default": {
          "name": "UnsupportedMediaTypeError",
          "message": "Send the body as Content-Type: application/json."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "sendTestEvent": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {
      "received": {
        "event_type": "message.received"
      }
    },
    "responses": {
      "202": {
        "sent": {
          "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3"
        }
      },
      "400": {
        "type": {
          "name": "ValidationError",
          "errors": {
            "event_type": [
              "must be one of message.received, message.sent, message.delivered, message.bounced, message.complained, message.rejected, domain.verified"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "409": {
        "default": {
          "name": "ConflictError",
          "message": "The webhook is disabled. Enable it first."
        }
      },
      "413": {
        "default": {
          "name": "ContentTooLargeError",
          "message": "The body is larger than 1048576 bytes."
        }
      },
      "415": {
        "default": {
          "name": "UnsupportedMediaTypeError",
          "message": "Send the body as Content-Type: application/json."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "rotateSecret": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {
      "hour": {
        "overlap_seconds": 3600
      },
      "atOnce": {
        "overlap_seconds": 0
      }
    },
    "responses": {
      "200": {
        "rotated": {
          "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "previous_expires_at": "2026-01-16T10:20:00.000Z"
        }
      },
      "400": {
        "overlap": {
          "name": "ValidationError",
          "errors": {
            "overlap_seconds": [
              "must be at most 604800"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "413": {
        "default": {
          "name": "ContentTooLargeError",
          "message": "The body is larger than 1048576 bytes."
        }
      },
      "415": {
        "default": {
          "name": "UnsupportedMediaTypeError",
          "message": "Send the body as Content-Type: application/json."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "enableWebhook": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {},
    "responses": {
      "200": {
        "inbox": {
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "url": "https://support.example.com/hooks/mail",
          "event_types": [
            "message.received"
          ],
          "inbox_ids": [
            "support@agents.example.com"
          ],
          "client_id": "support-desk",
          "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "enabled": true,
          "created_at": "2026-01-16T08:00:00.000Z",
          "updated_at": "2026-01-16T08:00:00.000Z"
        },
        "organization": {
          "webhook_id": "wh_01jhj2c4e6g8j0m2p4r6t8w0y2",
          "url": "https://audit.example.com/mail-events",
          "event_types": [
            "message.bounced",
            "message.complained",
            "message.rejected"
          ],
          "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
          "enabled": false,
          "created_at": "2026-01-15T09:30:00.000Z",
          "updated_at": "2026-01-20T17:45:12.345Z"
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "409": {
        "default": {
          "name": "ConflictError",
          "message": "The secret of the webhook cannot be decrypted. Rotate it first."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "disableWebhook": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {},
    "responses": {
      "200": {
        "inbox": {
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "url": "https://support.example.com/hooks/mail",
          "event_types": [
            "message.received"
          ],
          "inbox_ids": [
            "support@agents.example.com"
          ],
          "client_id": "support-desk",
          "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "enabled": true,
          "created_at": "2026-01-16T08:00:00.000Z",
          "updated_at": "2026-01-16T08:00:00.000Z"
        },
        "organization": {
          "webhook_id": "wh_01jhj2c4e6g8j0m2p4r6t8w0y2",
          "url": "https://audit.example.com/mail-events",
          "event_types": [
            "message.bounced",
            "message.complained",
            "message.rejected"
          ],
          "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
          "enabled": false,
          "created_at": "2026-01-15T09:30:00.000Z",
          "updated_at": "2026-01-20T17:45:12.345Z"
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "getDeliverySettings": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {},
    "responses": {
      "200": {
        "slow": {
          "max_in_flight": 1,
          "max_per_second": 5
        },
        "unlimited": {}
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "updateDeliverySettings": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {
      "slow": {
        "max_in_flight": 1,
        "max_per_second": 5
      },
      "unlimited": {
        "max_in_flight": null,
        "max_per_second": null
      }
    },
    "responses": {
      "200": {
        "slow": {
          "max_in_flight": 1,
          "max_per_second": 5
        },
        "unlimited": {}
      },
      "400": {
        "zero": {
          "name": "ValidationError",
          "errors": {
            "max_per_second": [
              "must be at least 1"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "413": {
        "default": {
          "name": "ContentTooLargeError",
          "message": "The body is larger than 1048576 bytes."
        }
      },
      "415": {
        "default": {
          "name": "UnsupportedMediaTypeError",
          "message": "Send the body as Content-Type: application/json."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "getWebhookHealth": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {},
    "responses": {
      "200": {
        "failing": {
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "state": "failing",
          "since": "2026-01-16T10:02:11.204Z",
          "explanation": "Every attempt since 2026-01-16T10:02:11.204Z failed. The last one: The endpoint returned 502.",
          "last_success_at": "2026-01-16T09:58:40.120Z",
          "last_failure_at": "2026-01-16T10:14:20.418Z",
          "last_failure": {
            "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3",
            "outcome": "http_error",
            "status_code": 502,
            "error": "The endpoint returned 502."
          },
          "pending": 7,
          "due": 1,
          "oldest_due_at": "2026-01-16T10:19:20.418Z",
          "attempts_by_hour": [
            {
              "from": "2026-01-15T11:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T12:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T13:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T14:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T15:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T16:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T17:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T18:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T19:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T20:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T21:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T22:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T23:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T01:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T02:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T03:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T04:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T05:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T06:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T07:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T08:00:00.000Z",
              "succeeded": 96,
              "failed": 2,
              "average_duration_ms": 90
            },
            {
              "from": "2026-01-16T09:00:00.000Z",
              "succeeded": 120,
              "failed": 0,
              "average_duration_ms": 84
            },
            {
              "from": "2026-01-16T10:00:00.000Z",
              "succeeded": 0,
              "failed": 9,
              "average_duration_ms": 31
            }
          ],
          "attempts_by_day": [
            {
              "from": "2025-12-18T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-19T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-20T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-21T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-22T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-23T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-24T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-25T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-26T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-27T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-28T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-29T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-30T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-31T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-01T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-02T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-03T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-04T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-05T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-06T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-07T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-08T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-09T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-10T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-11T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-12T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-13T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-14T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T00:00:00.000Z",
              "succeeded": 311,
              "failed": 11,
              "average_duration_ms": 85
            }
          ]
        },
        "paused": {
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "state": "paused",
          "since": "2026-01-16T10:02:11.204Z",
          "until": "2026-01-16T10:25:34.000Z",
          "explanation": "The endpoint timed out several times in a row; the next attempt is made at 2026-01-16T10:25:34.000Z.",
          "last_failure_at": "2026-01-16T10:14:20.418Z",
          "last_failure": {
            "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3",
            "outcome": "timeout",
            "error": "The endpoint did not respond within 15000 ms."
          },
          "pending": 10000,
          "due": 10000,
          "oldest_due_at": "2026-01-16T10:02:10.000Z",
          "attempts_by_hour": [
            {
              "from": "2026-01-15T11:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T12:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T13:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T14:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T15:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T16:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T17:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T18:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T19:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T20:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T21:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T22:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T23:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T01:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T02:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T03:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T04:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T05:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T06:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T07:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T08:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T09:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T10:00:00.000Z",
              "succeeded": 0,
              "failed": 5,
              "average_duration_ms": 15000
            }
          ],
          "attempts_by_day": [
            {
              "from": "2025-12-18T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-19T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-20T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-21T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-22T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-23T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-24T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-25T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-26T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-27T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-28T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-29T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-30T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-31T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-01T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-02T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-03T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-04T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-05T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-06T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-07T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-08T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-09T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-10T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-11T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-12T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-13T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-14T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T00:00:00.000Z",
              "succeeded": 0,
              "failed": 5,
              "average_duration_ms": 15000
            }
          ]
        },
        "disabled": {
          "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "state": "disabled",
          "reason": "gone",
          "since": "2026-01-16T10:02:11.204Z",
          "explanation": "The webhook is disabled: its endpoint returned 410 Gone.",
          "last_failure_at": "2026-01-16T10:02:11.100Z",
          "pending": 0,
          "due": 0,
          "attempts_by_hour": [
            {
              "from": "2026-01-15T11:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T12:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T13:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T14:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T15:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T16:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T17:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T18:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T19:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T20:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T21:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T22:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T23:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T01:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T02:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T03:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T04:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T05:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T06:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T07:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T08:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T09:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T10:00:00.000Z",
              "succeeded": 0,
              "failed": 1,
              "average_duration_ms": 40
            }
          ],
          "attempts_by_day": [
            {
              "from": "2025-12-18T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-19T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-20T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-21T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-22T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-23T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-24T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-25T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-26T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-27T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-28T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-29T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-30T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-31T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-01T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-02T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-03T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-04T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-05T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-06T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-07T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-08T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-09T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-10T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-11T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-12T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-13T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-14T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T00:00:00.000Z",
              "succeeded": 0,
              "failed": 1,
              "average_duration_ms": 40
            }
          ]
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Webhook not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "getSummary": {
    "parameters": {},
    "request": {},
    "responses": {
      "200": {
        "some": {
          "webhooks": {
            "total": 3,
            "failing": 1,
            "paused": 0,
            "disabled": 0
          },
          "last_success_at": "2026-01-16T10:20:02.120Z",
          "last_failure_at": "2026-01-16T10:14:20.418Z",
          "pending": 7,
          "due": 1,
          "oldest_due_at": "2026-01-16T10:19:20.418Z",
          "attempts_by_hour": [
            {
              "from": "2026-01-15T11:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T12:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T13:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T14:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T15:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T16:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T17:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T18:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T19:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T20:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T21:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T22:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T23:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T01:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T02:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T03:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T04:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T05:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T06:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T07:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T08:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T09:00:00.000Z",
              "succeeded": 320,
              "failed": 0,
              "average_duration_ms": 84
            },
            {
              "from": "2026-01-16T10:00:00.000Z",
              "succeeded": 41,
              "failed": 9,
              "average_duration_ms": 80
            }
          ],
          "attempts_by_day": [
            {
              "from": "2025-12-18T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-19T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-20T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-21T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-22T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-23T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-24T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-25T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-26T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-27T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-28T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-29T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-30T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2025-12-31T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-01T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-02T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-03T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-04T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-05T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-06T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-07T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-08T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-09T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-10T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-11T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-12T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-13T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-14T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-15T00:00:00.000Z",
              "succeeded": 0,
              "failed": 0
            },
            {
              "from": "2026-01-16T00:00:00.000Z",
              "succeeded": 361,
              "failed": 9,
              "average_duration_ms": 84
            }
          ]
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "getOperatorWebhook": {
    "parameters": {},
    "request": {},
    "responses": {
      "200": {
        "enabled": {
          "url": "https://alerts.example.com/hooks",
          "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "enabled": true,
          "created_at": "2026-01-16T08:00:00.000Z",
          "updated_at": "2026-01-16T08:00:00.000Z"
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Operator webhook not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "setOperatorWebhook": {
    "parameters": {},
    "request": {
      "url": {
        "url": "https://alerts.example.com/hooks"
      }
    },
    "responses": {
      "200": {
        "enabled": {
          "url": "https://alerts.example.com/hooks",
          "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "enabled": true,
          "created_at": "2026-01-16T08:00:00.000Z",
          "updated_at": "2026-01-16T08:00:00.000Z"
        }
      },
      "400": {
        "url": {
          "name": "ValidationError",
          "errors": {
            "url": [
              "is required"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "413": {
        "default": {
          "name": "ContentTooLargeError",
          "message": "The body is larger than 1048576 bytes."
        }
      },
      "415": {
        "default": {
          "name": "UnsupportedMediaTypeError",
          "message": "Send the body as Content-Type: application/json."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "deleteOperatorWebhook": {
    "parameters": {},
    "request": {},
    "responses": {
      "200": {},
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Operator webhook not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "listTokens": {
    "parameters": {
      "ascending": true,
      "limit": 50,
      "page_token": "eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0"
    },
    "request": {},
    "responses": {
      "200": {
        "page": {
          "count": 1,
          "limit": 20,
          "tokens": [
            {
              "token_id": "tok_01jhm6tq8zr3v5x7k9n2p4s6w8",
              "organization_id": "org_acme",
              "scopes": [
                "webhooks:read",
                "webhooks:write"
              ],
              "created_at": "2026-01-16T08:00:00.000Z",
              "expires_at": "2031-01-16T08:00:00.000Z"
            }
          ]
        }
      },
      "400": {
        "limit": {
          "name": "ValidationError",
          "errors": {
            "limit": [
              "must be at least 1"
            ]
          }
        },
        "pageToken": {
          "name": "ValidationError",
          "errors": {
            "page_token": [
              "is not a page token of this list and order; start again without one"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "createToken": {
    "parameters": {},
    "request": {
      "service": {
        "organization_id": "org_acme",
        "scopes": [
          "webhooks:read",
          "webhooks:write"
        ],
        "expires_at": "2031-01-16T08:00:00Z"
      },
      "publisher": {
        "organization_id": "org_acme",
        "scopes": [
          "events:publish"
        ]
      }
    },
    "responses": {
      "200": {
        "default": {
          "token_id": "tok_01jhm6tq8zr3v5x7k9n2p4s6w8",
          "organization_id": "org_acme",
          "scopes": [
            "webhooks:read",
            "webhooks:write"
          ],
          "created_at": "2026-01-16T08:00:00.000Z",
          "expires_at": "2031-01-16T08:00:00.000Z",
          "token": "awt_q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"
        }
      },
      "400": {
        "scopes": {
          "name": "ValidationError",
          "errors": {
            "scopes": [
              "must have at least 1 item"
            ]
          }
        }
      },
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "413": {
        "default": {
          "name": "ContentTooLargeError",
          "message": "The body is larger than 1048576 bytes."
        }
      },
      "415": {
        "default": {
          "name": "UnsupportedMediaTypeError",
          "message": "Send the body as Content-Type: application/json."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  },
  "revokeToken": {
    "parameters": {
      "token_id": "tok_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {},
    "responses": {
      "200": {},
      "401": {
        "default": {
          "name": "UnauthorizedError",
          "message": "Send a valid token: Authorization: Bearer <token>."
        }
      },
      "403": {
        "default": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        }
      },
      "404": {
        "default": {
          "name": "NotFoundError",
          "message": "Token not found."
        }
      },
      "429": {
        "default": {
          "name": "RateLimitError",
          "message": "Too many requests. Try again in 30 seconds."
        }
      },
      "500": {
        "default": {
          "name": "InternalServerError",
          "message": "Something went wrong. Try again; if it persists, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is temporarily unavailable. Try again in 5 seconds."
        }
      }
    }
  }
} as const;

/** The spec's examples of each event, by name. */
export const eventExamples = {
  "webhook.failing": {
    "example": {
      "type": "event",
      "event_type": "webhook.failing",
      "event_id": "evt_01jhm9a2d4f6h8k0m2q4s6v8x0",
      "occurred_at": "2026-01-16T11:02:11.204Z",
      "webhook": {
        "organization_id": "org_acme",
        "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
        "url": "https://example.com/hooks"
      },
      "since": "2026-01-16T10:02:11.204Z"
    }
  },
  "webhook.recovered": {
    "example": {
      "type": "event",
      "event_type": "webhook.recovered",
      "event_id": "evt_01jhm9a2d4f6h8k0m2q4s6v8x0",
      "occurred_at": "2026-01-16T11:02:11.204Z",
      "webhook": {
        "organization_id": "org_acme",
        "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
        "url": "https://example.com/hooks"
      },
      "since": "2026-01-16T10:02:11.204Z"
    }
  },
  "webhook.disabled": {
    "example": {
      "type": "event",
      "event_type": "webhook.disabled",
      "event_id": "evt_01jhm9a2d4f6h8k0m2q4s6v8x0",
      "occurred_at": "2026-01-16T11:02:11.204Z",
      "webhook": {
        "organization_id": "org_acme",
        "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
        "url": "https://example.com/hooks"
      },
      "reason": "gone"
    }
  },
  "delivery.exhausted": {
    "example": {
      "type": "event",
      "event_type": "delivery.exhausted",
      "event_id": "evt_01jhm9a2d4f6h8k0m2q4s6v8x0",
      "occurred_at": "2026-01-16T11:02:11.204Z",
      "webhook": {
        "organization_id": "org_acme",
        "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8",
        "url": "https://example.com/hooks"
      },
      "delivery": {
        "delivery_id": "dlv_01jhm7d4g7j9m1n3q5s7v9x1z3",
        "event_id": "evt_01jhm7d4f6h8k0m2p4r6t8v0x2",
        "event_type": "message.delivered"
      }
    }
  },
  "queue.behind": {
    "example": {
      "type": "event",
      "event_type": "queue.behind",
      "event_id": "evt_01jhm9a2d4f6h8k0m2q4s6v8x0",
      "occurred_at": "2026-01-16T11:02:11.204Z",
      "queue": {
        "oldest_due_at": "2026-01-16T10:52:11.204Z"
      }
    }
  }
} as const;
