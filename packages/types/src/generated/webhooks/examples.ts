// Generated from webhooks.yaml by agent-webhooks-generate. Do not edit.

/** The spec's examples of parameters, request bodies and response bodies, by name. */
export const operationExamples = {
  "listWebhooks": {
    "parameters": {
      "ascending": true,
      "limit": 50,
      "page_token": "eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0"
    },
    "request": {},
    "responses": {
      "200": {
        "last_page": {
          "count": 1,
          "limit": 20,
          "webhooks": [
            {
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
            }
          ]
        },
        "page": {
          "count": 2,
          "limit": 2,
          "next_page_token": "eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0",
          "webhooks": [
            {
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
            {
              "webhook_id": "wh_01jhj2c4e6g8j0m2p4r6t8w0y2",
              "url": "https://audit.example.com/mail-events",
              "event_types": [
                "message.bounced",
                "message.complained",
                "message.rejected"
              ],
              "pod_ids": [
                "pod_eu"
              ],
              "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
              "enabled": true,
              "created_at": "2026-01-15T09:30:00.000Z",
              "updated_at": "2026-01-20T17:45:12.345Z"
            }
          ]
        },
        "empty": {
          "count": 0,
          "limit": 20,
          "webhooks": []
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
  "createWebhook": {
    "parameters": {},
    "request": {
      "inbox": {
        "url": "https://support.example.com/hooks/mail",
        "event_types": [
          "message.received"
        ],
        "inbox_ids": [
          "support@agents.example.com"
        ],
        "client_id": "support-desk"
      },
      "organization": {
        "url": "https://audit.example.com/mail-events",
        "event_types": [
          "message.bounced",
          "message.complained",
          "message.rejected"
        ]
      },
      "pods": {
        "url": "https://eu.example.com/hooks",
        "event_types": [
          "message.received",
          "message.sent",
          "message.delivered",
          "domain.verified"
        ],
        "inbox_ids": [
          "sales@agents.example.com",
          "billing@agents.example.com"
        ],
        "pod_ids": [
          "pod_eu"
        ]
      }
    },
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
      "400": {
        "fields": {
          "name": "ValidationError",
          "errors": {
            "url": [
              "is required"
            ],
            "event_types.0": [
              "must be one of message.received, message.sent, message.delivered, message.bounced, message.complained, message.rejected, domain.verified"
            ]
          }
        },
        "unknownField": {
          "name": "ValidationError",
          "errors": {
            "inbox_id": [
              "is not a known field"
            ]
          }
        },
        "body": {
          "name": "ValidationError",
          "errors": {
            "body": [
              "must be valid JSON"
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
        "scope": {
          "name": "ForbiddenError",
          "message": "The token lacks the scope webhooks:write."
        },
        "tooMany": {
          "name": "ForbiddenError",
          "message": "The organization has reached its maximum of 100 webhooks. Delete one first."
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
  "getWebhook": {
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
  "updateWebhook": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
    },
    "request": {
      "add": {
        "add_inbox_ids": [
          "sales@agents.example.com"
        ]
      },
      "move": {
        "remove_inbox_ids": [
          "support@agents.example.com"
        ],
        "add_pod_ids": [
          "pod_eu"
        ]
      },
      "replace": {
        "add_inbox_ids": [
          "billing@agents.example.com"
        ],
        "remove_inbox_ids": [
          "sales@agents.example.com"
        ],
        "add_pod_ids": [
          "pod_us"
        ],
        "remove_pod_ids": [
          "pod_eu"
        ]
      }
    },
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
      "400": {
        "contradiction": {
          "name": "ValidationError",
          "errors": {
            "remove_inbox_ids.0": [
              "is also in add_inbox_ids"
            ]
          }
        },
        "tooMany": {
          "name": "ValidationError",
          "errors": {
            "add_inbox_ids": [
              "would leave 11 inboxes; a webhook has at most 10"
            ]
          }
        },
        "widened": {
          "name": "ValidationError",
          "errors": {
            "body": [
              "removing the last inbox and pod would subscribe the webhook to everything; keep one, or delete the webhook"
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
  "deleteWebhook": {
    "parameters": {
      "webhook_id": "wh_01jhm6tq8zr3v5x7k9n2p4s6w8"
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
  }
} as const;

/** The spec's examples of each event, by name. */
export const eventExamples = {
  "message.received": {
    "question": {
      "type": "event",
      "event_type": "message.received",
      "event_id": "evt_01jhm7b2d4f6h8k0m2q4s6v8x0",
      "message": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
        "message_id": "<CAF3kq9=refund-question@mail.example.net>",
        "labels": [
          "received",
          "unread"
        ],
        "timestamp": "2026-01-16T09:12:44Z",
        "from": "Ada Lovelace <ada@example.net>",
        "to": [
          "support@agents.example.com"
        ],
        "cc": [
          "Charles Babbage <charles@example.net>"
        ],
        "subject": "Refund for order 1843",
        "preview": "Hello, the engine arrived with a broken gear.",
        "text": "Hello,\n\nthe engine arrived with a broken gear. The invoice is attached.\n\nAda\n",
        "extracted_text": "Hello,\n\nthe engine arrived with a broken gear. The invoice is attached.",
        "attachments": [
          {
            "attachment_id": "att_01jhm7b2a1c3e5g7j9m1p3r5t7",
            "filename": "invoice-1843.pdf",
            "content_type": "application/pdf",
            "content_disposition": "attachment",
            "size": 48213
          }
        ],
        "headers": {
          "X-Mailer": "Analytical Mail 1.0"
        },
        "size": 52890,
        "created_at": "2026-01-16T09:12:45.120Z",
        "updated_at": "2026-01-16T09:12:45.120Z"
      },
      "thread": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
        "labels": [
          "received",
          "unread"
        ],
        "timestamp": "2026-01-16T09:12:44Z",
        "received_timestamp": "2026-01-16T09:12:44Z",
        "senders": [
          "Ada Lovelace <ada@example.net>"
        ],
        "recipients": [
          "support@agents.example.com",
          "Charles Babbage <charles@example.net>"
        ],
        "subject": "Refund for order 1843",
        "preview": "Hello, the engine arrived with a broken gear.",
        "attachments": [
          {
            "attachment_id": "att_01jhm7b2a1c3e5g7j9m1p3r5t7",
            "filename": "invoice-1843.pdf",
            "content_type": "application/pdf",
            "content_disposition": "attachment",
            "size": 48213
          }
        ],
        "last_message_id": "<CAF3kq9=refund-question@mail.example.net>",
        "message_count": 1,
        "size": 52890,
        "created_at": "2026-01-16T09:12:45.120Z",
        "updated_at": "2026-01-16T09:12:45.120Z"
      }
    },
    "minimal": {
      "type": "event",
      "event_type": "message.received",
      "event_id": "evt_01jhm8c3e5g7j9m1p3r5t7w9y1",
      "message": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm8c3d4f6h8k0n2q4s6v8x0",
        "message_id": "<empty-20260116@mail.example.net>",
        "labels": [],
        "timestamp": "2026-01-16T10:00:00Z",
        "from": "bot@example.net",
        "to": [
          "support@agents.example.com"
        ],
        "size": 312,
        "created_at": "2026-01-16T10:00:01.000Z",
        "updated_at": "2026-01-16T10:00:01.000Z"
      },
      "thread": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm8c3d4f6h8k0n2q4s6v8x0",
        "labels": [],
        "timestamp": "2026-01-16T10:00:00Z",
        "senders": [
          "bot@example.net"
        ],
        "recipients": [
          "support@agents.example.com"
        ],
        "last_message_id": "<empty-20260116@mail.example.net>",
        "message_count": 1,
        "size": 312,
        "created_at": "2026-01-16T10:00:01.000Z",
        "updated_at": "2026-01-16T10:00:01.000Z"
      }
    }
  },
  "message.sent": {
    "reply": {
      "type": "event",
      "event_type": "message.sent",
      "event_id": "evt_01jhm9d4f6h8k0n2q4s6v8x0z2",
      "send": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
        "message_id": "<01jhm9d4@agents.example.com>",
        "timestamp": "2026-01-16T09:20:00Z",
        "recipients": [
          "ada@example.net",
          "charles@example.net"
        ]
      }
    }
  },
  "message.delivered": {
    "accepted": {
      "type": "event",
      "event_type": "message.delivered",
      "event_id": "evt_01jhmae5g7j9m1p3r5t7w9y1a3",
      "delivery": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
        "message_id": "<01jhm9d4@agents.example.com>",
        "timestamp": "2026-01-16T09:20:03Z",
        "recipients": [
          "ada@example.net"
        ]
      }
    }
  },
  "message.bounced": {
    "permanent": {
      "type": "event",
      "event_type": "message.bounced",
      "event_id": "evt_01jhmbf6h8k0n2q4s6v8x0z2b4",
      "bounce": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
        "message_id": "<01jhm9d4@agents.example.com>",
        "timestamp": "2026-01-16T09:20:05Z",
        "type": "Permanent",
        "sub_type": "General",
        "recipients": [
          {
            "address": "charles@example.net",
            "status": "bounced"
          }
        ]
      }
    }
  },
  "message.complained": {
    "spam": {
      "type": "event",
      "event_type": "message.complained",
      "event_id": "evt_01jhmcg7j9m1p3r5t7w9y1a3c5",
      "complaint": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
        "message_id": "<01jhm9d4@agents.example.com>",
        "timestamp": "2026-01-16T11:02:31Z",
        "type": "abuse",
        "sub_type": "spam",
        "recipients": [
          "ada@example.net"
        ]
      }
    }
  },
  "message.rejected": {
    "virus": {
      "type": "event",
      "event_type": "message.rejected",
      "event_id": "evt_01jhmdh8k0n2q4s6v8x0z2b4d6",
      "reject": {
        "inbox_id": "support@agents.example.com",
        "thread_id": "thd_01jhm7b2c3e5g7j9k1n3p5r7t9",
        "message_id": "<01jhmdh8@agents.example.com>",
        "timestamp": "2026-01-16T12:00:00Z",
        "reason": "The attachment contains malware."
      }
    }
  },
  "domain.verified": {
    "verified": {
      "type": "event",
      "event_type": "domain.verified",
      "event_id": "evt_01jhmej9m1p3r5t7w9y1a3c5e7",
      "domain": {
        "domain_id": "agents.example.com",
        "domain": "agents.example.com",
        "status": "VERIFIED",
        "feedback_enabled": true,
        "subdomains_enabled": false,
        "pod_id": "pod_eu",
        "records": [
          {
            "type": "TXT",
            "name": "agents.example.com",
            "value": "v=spf1 include:mail.example.org ~all",
            "status": "VALID"
          },
          {
            "type": "MX",
            "name": "agents.example.com",
            "value": "inbound.mail.example.org",
            "status": "VALID",
            "priority": 10
          }
        ],
        "created_at": "2026-01-10T08:00:00.000Z",
        "updated_at": "2026-01-16T13:30:00.000Z"
      }
    }
  }
} as const;
