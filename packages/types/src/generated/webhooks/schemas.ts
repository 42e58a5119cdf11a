// Generated from webhooks.yaml by agent-webhooks-generate. Do not edit.

export const EventTypeSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
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
} as const;

export const WebhookIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "pattern": "^wh_."
} as const;

export const ClientIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "minLength": 1,
  "maxLength": 256,
  "pattern": "^[A-Za-z0-9._~-]*$",
  "x-pattern-message": "may have only A-Z a-z 0-9 . _ ~ -"
} as const;

export const WebhookUrlSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "format": "uri",
  "maxLength": 2048,
  "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
  "x-pattern-message": "must be an absolute https URL without credentials, or http if the service allows it"
} as const;

export const EventTypesSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "array",
  "minItems": 1,
  "uniqueItems": true,
  "items": {
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
} as const;

export const InboxOrPodIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "minLength": 1,
  "maxLength": 256,
  "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
  "x-pattern-message": "may not have control characters or byte order marks"
} as const;

export const InboxIdsSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "array",
  "maxItems": 10,
  "items": {
    "type": "string",
    "minLength": 1,
    "maxLength": 256,
    "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
    "x-pattern-message": "may not have control characters or byte order marks"
  }
} as const;

export const PodIdsSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "array",
  "maxItems": 10,
  "items": {
    "type": "string",
    "minLength": 1,
    "maxLength": 256,
    "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
    "x-pattern-message": "may not have control characters or byte order marks"
  }
} as const;

export const SecretSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "pattern": "^whsec_[A-Za-z0-9+/]+={0,2}$"
} as const;

export const WebhookSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "webhook_id",
    "url",
    "secret",
    "enabled",
    "created_at",
    "updated_at"
  ],
  "properties": {
    "webhook_id": {
      "type": "string",
      "pattern": "^wh_."
    },
    "url": {
      "type": "string",
      "format": "uri",
      "maxLength": 2048,
      "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
      "x-pattern-message": "must be an absolute https URL without credentials, or http if the service allows it"
    },
    "event_types": {
      "type": "array",
      "minItems": 1,
      "uniqueItems": true,
      "items": {
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
    "inbox_ids": {
      "type": "array",
      "maxItems": 10,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
        "x-pattern-message": "may not have control characters or byte order marks"
      }
    },
    "pod_ids": {
      "type": "array",
      "maxItems": 10,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
        "x-pattern-message": "may not have control characters or byte order marks"
      }
    },
    "client_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[A-Za-z0-9._~-]*$",
      "x-pattern-message": "may have only A-Z a-z 0-9 . _ ~ -"
    },
    "secret": {
      "type": "string",
      "pattern": "^whsec_[A-Za-z0-9+/]+={0,2}$"
    },
    "secret_unreadable": {
      "type": "boolean",
      "const": true
    },
    "enabled": {
      "type": "boolean"
    },
    "created_at": {
      "type": "string",
      "format": "date-time"
    },
    "updated_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const ListWebhooksResponseSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "count",
    "webhooks"
  ],
  "properties": {
    "count": {
      "type": "integer",
      "minimum": 0
    },
    "limit": {
      "type": "integer",
      "minimum": 1
    },
    "next_page_token": {
      "type": "string",
      "minLength": 1
    },
    "webhooks": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "webhook_id",
          "url",
          "secret",
          "enabled",
          "created_at",
          "updated_at"
        ],
        "properties": {
          "webhook_id": {
            "type": "string",
            "pattern": "^wh_."
          },
          "url": {
            "type": "string",
            "format": "uri",
            "maxLength": 2048,
            "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
            "x-pattern-message": "must be an absolute https URL without credentials, or http if the service allows it"
          },
          "event_types": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": true,
            "items": {
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
          "inbox_ids": {
            "type": "array",
            "maxItems": 10,
            "items": {
              "type": "string",
              "minLength": 1,
              "maxLength": 256,
              "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
              "x-pattern-message": "may not have control characters or byte order marks"
            }
          },
          "pod_ids": {
            "type": "array",
            "maxItems": 10,
            "items": {
              "type": "string",
              "minLength": 1,
              "maxLength": 256,
              "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
              "x-pattern-message": "may not have control characters or byte order marks"
            }
          },
          "client_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[A-Za-z0-9._~-]*$",
            "x-pattern-message": "may have only A-Z a-z 0-9 . _ ~ -"
          },
          "secret": {
            "type": "string",
            "pattern": "^whsec_[A-Za-z0-9+/]+={0,2}$"
          },
          "secret_unreadable": {
            "type": "boolean",
            "const": true
          },
          "enabled": {
            "type": "boolean"
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          },
          "updated_at": {
            "type": "string",
            "format": "date-time"
          }
        }
      }
    }
  }
} as const;

export const CreateWebhookRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "url",
    "event_types"
  ],
  "properties": {
    "url": {
      "type": "string",
      "format": "uri",
      "maxLength": 2048,
      "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
      "x-pattern-message": "must be an absolute https URL without credentials, or http if the service allows it"
    },
    "event_types": {
      "type": "array",
      "minItems": 1,
      "uniqueItems": true,
      "items": {
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
    "inbox_ids": {
      "type": "array",
      "maxItems": 10,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
        "x-pattern-message": "may not have control characters or byte order marks"
      }
    },
    "pod_ids": {
      "type": "array",
      "maxItems": 10,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
        "x-pattern-message": "may not have control characters or byte order marks"
      }
    },
    "client_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[A-Za-z0-9._~-]*$",
      "x-pattern-message": "may have only A-Z a-z 0-9 . _ ~ -"
    }
  }
} as const;

export const UpdateWebhookRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "add_inbox_ids": {
      "type": "array",
      "maxItems": 10,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
        "x-pattern-message": "may not have control characters or byte order marks"
      }
    },
    "add_pod_ids": {
      "type": "array",
      "maxItems": 10,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
        "x-pattern-message": "may not have control characters or byte order marks"
      }
    },
    "remove_inbox_ids": {
      "type": "array",
      "maxItems": 10,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
        "x-pattern-message": "may not have control characters or byte order marks"
      }
    },
    "remove_pod_ids": {
      "type": "array",
      "maxItems": 10,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
        "x-pattern-message": "may not have control characters or byte order marks"
      }
    }
  }
} as const;

export const ValidationErrorResponseSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "name",
    "errors"
  ],
  "properties": {
    "name": {
      "type": "string"
    },
    "errors": {
      "type": "object",
      "minProperties": 1,
      "additionalProperties": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "string"
        }
      }
    }
  }
} as const;

export const ErrorResponseSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "name",
    "message"
  ],
  "properties": {
    "name": {
      "type": "string"
    },
    "message": {
      "type": "string"
    }
  }
} as const;

export const AddressSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string"
} as const;

export const AttachmentSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "attachment_id",
    "size"
  ],
  "properties": {
    "attachment_id": {
      "type": "string"
    },
    "filename": {
      "type": "string"
    },
    "content_type": {
      "type": "string"
    },
    "content_disposition": {
      "type": "string",
      "enum": [
        "inline",
        "attachment"
      ]
    },
    "content_id": {
      "type": "string"
    },
    "size": {
      "type": "integer",
      "minimum": 0
    }
  }
} as const;

export const MessageSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "inbox_id",
    "thread_id",
    "message_id",
    "labels",
    "timestamp",
    "from",
    "to",
    "size",
    "updated_at",
    "created_at"
  ],
  "properties": {
    "inbox_id": {
      "type": "string"
    },
    "thread_id": {
      "type": "string"
    },
    "message_id": {
      "type": "string"
    },
    "labels": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "timestamp": {
      "type": "string",
      "format": "date-time"
    },
    "from": {
      "type": "string"
    },
    "reply_to": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "to": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "cc": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "bcc": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "subject": {
      "type": "string"
    },
    "preview": {
      "type": "string"
    },
    "text": {
      "type": "string"
    },
    "html": {
      "type": "string"
    },
    "extracted_text": {
      "type": "string"
    },
    "extracted_html": {
      "type": "string"
    },
    "attachments": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "attachment_id",
          "size"
        ],
        "properties": {
          "attachment_id": {
            "type": "string"
          },
          "filename": {
            "type": "string"
          },
          "content_type": {
            "type": "string"
          },
          "content_disposition": {
            "type": "string",
            "enum": [
              "inline",
              "attachment"
            ]
          },
          "content_id": {
            "type": "string"
          },
          "size": {
            "type": "integer",
            "minimum": 0
          }
        }
      }
    },
    "in_reply_to": {
      "type": "string"
    },
    "references": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "headers": {
      "type": "object",
      "additionalProperties": {
        "type": "string"
      }
    },
    "size": {
      "type": "integer",
      "minimum": 0
    },
    "updated_at": {
      "type": "string",
      "format": "date-time"
    },
    "created_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const ThreadItemSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "inbox_id",
    "thread_id",
    "labels",
    "timestamp",
    "senders",
    "recipients",
    "last_message_id",
    "message_count",
    "size",
    "updated_at",
    "created_at"
  ],
  "properties": {
    "inbox_id": {
      "type": "string"
    },
    "thread_id": {
      "type": "string"
    },
    "labels": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "timestamp": {
      "type": "string",
      "format": "date-time"
    },
    "received_timestamp": {
      "type": "string",
      "format": "date-time"
    },
    "sent_timestamp": {
      "type": "string",
      "format": "date-time"
    },
    "senders": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "recipients": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "subject": {
      "type": "string"
    },
    "preview": {
      "type": "string"
    },
    "attachments": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "attachment_id",
          "size"
        ],
        "properties": {
          "attachment_id": {
            "type": "string"
          },
          "filename": {
            "type": "string"
          },
          "content_type": {
            "type": "string"
          },
          "content_disposition": {
            "type": "string",
            "enum": [
              "inline",
              "attachment"
            ]
          },
          "content_id": {
            "type": "string"
          },
          "size": {
            "type": "integer",
            "minimum": 0
          }
        }
      }
    },
    "last_message_id": {
      "type": "string"
    },
    "message_count": {
      "type": "integer",
      "minimum": 0
    },
    "size": {
      "type": "integer",
      "minimum": 0
    },
    "updated_at": {
      "type": "string",
      "format": "date-time"
    },
    "created_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const MessageReferenceSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "inbox_id",
    "thread_id",
    "message_id",
    "timestamp"
  ],
  "properties": {
    "inbox_id": {
      "type": "string"
    },
    "thread_id": {
      "type": "string"
    },
    "message_id": {
      "type": "string"
    },
    "timestamp": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const MessageSendSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "allOf": [
    {
      "type": "object",
      "required": [
        "inbox_id",
        "thread_id",
        "message_id",
        "timestamp"
      ],
      "properties": {
        "inbox_id": {
          "type": "string"
        },
        "thread_id": {
          "type": "string"
        },
        "message_id": {
          "type": "string"
        },
        "timestamp": {
          "type": "string",
          "format": "date-time"
        }
      }
    },
    {
      "type": "object",
      "required": [
        "recipients"
      ],
      "properties": {
        "recipients": {
          "type": "array",
          "items": {
            "type": "string"
          }
        }
      }
    }
  ]
} as const;

export const MessageDeliverySchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "allOf": [
    {
      "type": "object",
      "required": [
        "inbox_id",
        "thread_id",
        "message_id",
        "timestamp"
      ],
      "properties": {
        "inbox_id": {
          "type": "string"
        },
        "thread_id": {
          "type": "string"
        },
        "message_id": {
          "type": "string"
        },
        "timestamp": {
          "type": "string",
          "format": "date-time"
        }
      }
    },
    {
      "type": "object",
      "required": [
        "recipients"
      ],
      "properties": {
        "recipients": {
          "type": "array",
          "items": {
            "type": "string"
          }
        }
      }
    }
  ]
} as const;

export const BouncedRecipientSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "address",
    "status"
  ],
  "properties": {
    "address": {
      "type": "string"
    },
    "status": {
      "type": "string"
    }
  }
} as const;

export const MessageBounceSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "allOf": [
    {
      "type": "object",
      "required": [
        "inbox_id",
        "thread_id",
        "message_id",
        "timestamp"
      ],
      "properties": {
        "inbox_id": {
          "type": "string"
        },
        "thread_id": {
          "type": "string"
        },
        "message_id": {
          "type": "string"
        },
        "timestamp": {
          "type": "string",
          "format": "date-time"
        }
      }
    },
    {
      "type": "object",
      "required": [
        "type",
        "sub_type",
        "recipients"
      ],
      "properties": {
        "type": {
          "type": "string"
        },
        "sub_type": {
          "type": "string"
        },
        "recipients": {
          "type": "array",
          "items": {
            "type": "object",
            "required": [
              "address",
              "status"
            ],
            "properties": {
              "address": {
                "type": "string"
              },
              "status": {
                "type": "string"
              }
            }
          }
        }
      }
    }
  ]
} as const;

export const MessageComplaintSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "allOf": [
    {
      "type": "object",
      "required": [
        "inbox_id",
        "thread_id",
        "message_id",
        "timestamp"
      ],
      "properties": {
        "inbox_id": {
          "type": "string"
        },
        "thread_id": {
          "type": "string"
        },
        "message_id": {
          "type": "string"
        },
        "timestamp": {
          "type": "string",
          "format": "date-time"
        }
      }
    },
    {
      "type": "object",
      "required": [
        "type",
        "sub_type",
        "recipients"
      ],
      "properties": {
        "type": {
          "type": "string"
        },
        "sub_type": {
          "type": "string"
        },
        "recipients": {
          "type": "array",
          "items": {
            "type": "string"
          }
        }
      }
    }
  ]
} as const;

export const MessageRejectSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "allOf": [
    {
      "type": "object",
      "required": [
        "inbox_id",
        "thread_id",
        "message_id",
        "timestamp"
      ],
      "properties": {
        "inbox_id": {
          "type": "string"
        },
        "thread_id": {
          "type": "string"
        },
        "message_id": {
          "type": "string"
        },
        "timestamp": {
          "type": "string",
          "format": "date-time"
        }
      }
    },
    {
      "type": "object",
      "required": [
        "reason"
      ],
      "properties": {
        "reason": {
          "type": "string"
        }
      }
    }
  ]
} as const;

export const VerificationRecordSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "name",
    "value",
    "status"
  ],
  "properties": {
    "type": {
      "type": "string",
      "enum": [
        "TXT",
        "CNAME",
        "MX"
      ]
    },
    "name": {
      "type": "string"
    },
    "value": {
      "type": "string"
    },
    "status": {
      "type": "string",
      "enum": [
        "MISSING",
        "INVALID",
        "VALID"
      ]
    },
    "priority": {
      "type": "integer"
    }
  }
} as const;

export const DomainSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "domain_id",
    "domain",
    "status",
    "feedback_enabled",
    "records",
    "updated_at",
    "created_at"
  ],
  "properties": {
    "domain_id": {
      "type": "string"
    },
    "domain": {
      "type": "string"
    },
    "status": {
      "type": "string",
      "enum": [
        "NOT_STARTED",
        "PENDING",
        "INVALID",
        "FAILED",
        "VERIFYING",
        "VERIFIED"
      ]
    },
    "feedback_enabled": {
      "type": "boolean"
    },
    "subdomains_enabled": {
      "type": "boolean"
    },
    "tracking_enabled": {
      "type": "boolean"
    },
    "pod_id": {
      "type": "string"
    },
    "client_id": {
      "type": "string"
    },
    "records": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "type",
          "name",
          "value",
          "status"
        ],
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "TXT",
              "CNAME",
              "MX"
            ]
          },
          "name": {
            "type": "string"
          },
          "value": {
            "type": "string"
          },
          "status": {
            "type": "string",
            "enum": [
              "MISSING",
              "INVALID",
              "VALID"
            ]
          },
          "priority": {
            "type": "integer"
          }
        }
      }
    },
    "updated_at": {
      "type": "string",
      "format": "date-time"
    },
    "created_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const EventKindSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "const": "event"
} as const;

export const EventIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "minLength": 1,
  "maxLength": 256,
  "pattern": "^[!-~]*$",
  "x-pattern-message": "may only have visible ASCII characters"
} as const;

export const MessageReceivedEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "message",
    "thread"
  ],
  "properties": {
    "type": {
      "type": "string",
      "const": "event"
    },
    "event_type": {
      "type": "string",
      "const": "message.received"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "message": {
      "type": "object",
      "required": [
        "inbox_id",
        "thread_id",
        "message_id",
        "labels",
        "timestamp",
        "from",
        "to",
        "size",
        "updated_at",
        "created_at"
      ],
      "properties": {
        "inbox_id": {
          "type": "string"
        },
        "thread_id": {
          "type": "string"
        },
        "message_id": {
          "type": "string"
        },
        "labels": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "timestamp": {
          "type": "string",
          "format": "date-time"
        },
        "from": {
          "type": "string"
        },
        "reply_to": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "to": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "cc": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "bcc": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "subject": {
          "type": "string"
        },
        "preview": {
          "type": "string"
        },
        "text": {
          "type": "string"
        },
        "html": {
          "type": "string"
        },
        "extracted_text": {
          "type": "string"
        },
        "extracted_html": {
          "type": "string"
        },
        "attachments": {
          "type": "array",
          "items": {
            "type": "object",
            "required": [
              "attachment_id",
              "size"
            ],
            "properties": {
              "attachment_id": {
                "type": "string"
              },
              "filename": {
                "type": "string"
              },
              "content_type": {
                "type": "string"
              },
              "content_disposition": {
                "type": "string",
                "enum": [
                  "inline",
                  "attachment"
                ]
              },
              "content_id": {
                "type": "string"
              },
              "size": {
                "type": "integer",
                "minimum": 0
              }
            }
          }
        },
        "in_reply_to": {
          "type": "string"
        },
        "references": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "headers": {
          "type": "object",
          "additionalProperties": {
            "type": "string"
          }
        },
        "size": {
          "type": "integer",
          "minimum": 0
        },
        "updated_at": {
          "type": "string",
          "format": "date-time"
        },
        "created_at": {
          "type": "string",
          "format": "date-time"
        }
      }
    },
    "thread": {
      "type": "object",
      "required": [
        "inbox_id",
        "thread_id",
        "labels",
        "timestamp",
        "senders",
        "recipients",
        "last_message_id",
        "message_count",
        "size",
        "updated_at",
        "created_at"
      ],
      "properties": {
        "inbox_id": {
          "type": "string"
        },
        "thread_id": {
          "type": "string"
        },
        "labels": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "timestamp": {
          "type": "string",
          "format": "date-time"
        },
        "received_timestamp": {
          "type": "string",
          "format": "date-time"
        },
        "sent_timestamp": {
          "type": "string",
          "format": "date-time"
        },
        "senders": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "recipients": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "subject": {
          "type": "string"
        },
        "preview": {
          "type": "string"
        },
        "attachments": {
          "type": "array",
          "items": {
            "type": "object",
            "required": [
              "attachment_id",
              "size"
            ],
            "properties": {
              "attachment_id": {
                "type": "string"
              },
              "filename": {
                "type": "string"
              },
              "content_type": {
                "type": "string"
              },
              "content_disposition": {
                "type": "string",
                "enum": [
                  "inline",
                  "attachment"
                ]
              },
              "content_id": {
                "type": "string"
              },
              "size": {
                "type": "integer",
                "minimum": 0
              }
            }
          }
        },
        "last_message_id": {
          "type": "string"
        },
        "message_count": {
          "type": "integer",
          "minimum": 0
        },
        "size": {
          "type": "integer",
          "minimum": 0
        },
        "updated_at": {
          "type": "string",
          "format": "date-time"
        },
        "created_at": {
          "type": "string",
          "format": "date-time"
        }
      }
    }
  }
} as const;

export const MessageSentEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "send"
  ],
  "properties": {
    "type": {
      "type": "string",
      "const": "event"
    },
    "event_type": {
      "type": "string",
      "const": "message.sent"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "send": {
      "allOf": [
        {
          "type": "object",
          "required": [
            "inbox_id",
            "thread_id",
            "message_id",
            "timestamp"
          ],
          "properties": {
            "inbox_id": {
              "type": "string"
            },
            "thread_id": {
              "type": "string"
            },
            "message_id": {
              "type": "string"
            },
            "timestamp": {
              "type": "string",
              "format": "date-time"
            }
          }
        },
        {
          "type": "object",
          "required": [
            "recipients"
          ],
          "properties": {
            "recipients": {
              "type": "array",
              "items": {
                "type": "string"
              }
            }
          }
        }
      ]
    }
  }
} as const;

export const MessageDeliveredEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "delivery"
  ],
  "properties": {
    "type": {
      "type": "string",
      "const": "event"
    },
    "event_type": {
      "type": "string",
      "const": "message.delivered"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "delivery": {
      "allOf": [
        {
          "type": "object",
          "required": [
            "inbox_id",
            "thread_id",
            "message_id",
            "timestamp"
          ],
          "properties": {
            "inbox_id": {
              "type": "string"
            },
            "thread_id": {
              "type": "string"
            },
            "message_id": {
              "type": "string"
            },
            "timestamp": {
              "type": "string",
              "format": "date-time"
            }
          }
        },
        {
          "type": "object",
          "required": [
            "recipients"
          ],
          "properties": {
            "recipients": {
              "type": "array",
              "items": {
                "type": "string"
              }
            }
          }
        }
      ]
    }
  }
} as const;

export const MessageBouncedEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "bounce"
  ],
  "properties": {
    "type": {
      "type": "string",
      "const": "event"
    },
    "event_type": {
      "type": "string",
      "const": "message.bounced"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "bounce": {
      "allOf": [
        {
          "type": "object",
          "required": [
            "inbox_id",
            "thread_id",
            "message_id",
            "timestamp"
          ],
          "properties": {
            "inbox_id": {
              "type": "string"
            },
            "thread_id": {
              "type": "string"
            },
            "message_id": {
              "type": "string"
            },
            "timestamp": {
              "type": "string",
              "format": "date-time"
            }
          }
        },
        {
          "type": "object",
          "required": [
            "type",
            "sub_type",
            "recipients"
          ],
          "properties": {
            "type": {
              "type": "string"
            },
            "sub_type": {
              "type": "string"
            },
            "recipients": {
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "address",
                  "status"
                ],
                "properties": {
                  "address": {
                    "type": "string"
                  },
                  "status": {
                    "type": "string"
                  }
                }
              }
            }
          }
        }
      ]
    }
  }
} as const;

export const MessageComplainedEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "complaint"
  ],
  "properties": {
    "type": {
      "type": "string",
      "const": "event"
    },
    "event_type": {
      "type": "string",
      "const": "message.complained"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "complaint": {
      "allOf": [
        {
          "type": "object",
          "required": [
            "inbox_id",
            "thread_id",
            "message_id",
            "timestamp"
          ],
          "properties": {
            "inbox_id": {
              "type": "string"
            },
            "thread_id": {
              "type": "string"
            },
            "message_id": {
              "type": "string"
            },
            "timestamp": {
              "type": "string",
              "format": "date-time"
            }
          }
        },
        {
          "type": "object",
          "required": [
            "type",
            "sub_type",
            "recipients"
          ],
          "properties": {
            "type": {
              "type": "string"
            },
            "sub_type": {
              "type": "string"
            },
            "recipients": {
              "type": "array",
              "items": {
                "type": "string"
              }
            }
          }
        }
      ]
    }
  }
} as const;

export const MessageRejectedEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "reject"
  ],
  "properties": {
    "type": {
      "type": "string",
      "const": "event"
    },
    "event_type": {
      "type": "string",
      "const": "message.rejected"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "reject": {
      "allOf": [
        {
          "type": "object",
          "required": [
            "inbox_id",
            "thread_id",
            "message_id",
            "timestamp"
          ],
          "properties": {
            "inbox_id": {
              "type": "string"
            },
            "thread_id": {
              "type": "string"
            },
            "message_id": {
              "type": "string"
            },
            "timestamp": {
              "type": "string",
              "format": "date-time"
            }
          }
        },
        {
          "type": "object",
          "required": [
            "reason"
          ],
          "properties": {
            "reason": {
              "type": "string"
            }
          }
        }
      ]
    }
  }
} as const;

export const DomainVerifiedEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "domain"
  ],
  "properties": {
    "type": {
      "type": "string",
      "const": "event"
    },
    "event_type": {
      "type": "string",
      "const": "domain.verified"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "domain": {
      "type": "object",
      "required": [
        "domain_id",
        "domain",
        "status",
        "feedback_enabled",
        "records",
        "updated_at",
        "created_at"
      ],
      "properties": {
        "domain_id": {
          "type": "string"
        },
        "domain": {
          "type": "string"
        },
        "status": {
          "type": "string",
          "enum": [
            "NOT_STARTED",
            "PENDING",
            "INVALID",
            "FAILED",
            "VERIFYING",
            "VERIFIED"
          ]
        },
        "feedback_enabled": {
          "type": "boolean"
        },
        "subdomains_enabled": {
          "type": "boolean"
        },
        "tracking_enabled": {
          "type": "boolean"
        },
        "pod_id": {
          "type": "string"
        },
        "client_id": {
          "type": "string"
        },
        "records": {
          "type": "array",
          "items": {
            "type": "object",
            "required": [
              "type",
              "name",
              "value",
              "status"
            ],
            "properties": {
              "type": {
                "type": "string",
                "enum": [
                  "TXT",
                  "CNAME",
                  "MX"
                ]
              },
              "name": {
                "type": "string"
              },
              "value": {
                "type": "string"
              },
              "status": {
                "type": "string",
                "enum": [
                  "MISSING",
                  "INVALID",
                  "VALID"
                ]
              },
              "priority": {
                "type": "integer"
              }
            }
          }
        },
        "updated_at": {
          "type": "string",
          "format": "date-time"
        },
        "created_at": {
          "type": "string",
          "format": "date-time"
        }
      }
    }
  }
} as const;

/** JSON Schemas (2020-12) of all components, by the names in the operation table. */
export const schemas: {
  readonly "EventType": typeof EventTypeSchema;
  readonly "WebhookId": typeof WebhookIdSchema;
  readonly "ClientId": typeof ClientIdSchema;
  readonly "WebhookUrl": typeof WebhookUrlSchema;
  readonly "EventTypes": typeof EventTypesSchema;
  readonly "InboxOrPodId": typeof InboxOrPodIdSchema;
  readonly "InboxIds": typeof InboxIdsSchema;
  readonly "PodIds": typeof PodIdsSchema;
  readonly "Secret": typeof SecretSchema;
  readonly "Webhook": typeof WebhookSchema;
  readonly "ListWebhooksResponse": typeof ListWebhooksResponseSchema;
  readonly "CreateWebhookRequest": typeof CreateWebhookRequestSchema;
  readonly "UpdateWebhookRequest": typeof UpdateWebhookRequestSchema;
  readonly "ValidationErrorResponse": typeof ValidationErrorResponseSchema;
  readonly "ErrorResponse": typeof ErrorResponseSchema;
  readonly "Address": typeof AddressSchema;
  readonly "Attachment": typeof AttachmentSchema;
  readonly "Message": typeof MessageSchema;
  readonly "ThreadItem": typeof ThreadItemSchema;
  readonly "MessageReference": typeof MessageReferenceSchema;
  readonly "MessageSend": typeof MessageSendSchema;
  readonly "MessageDelivery": typeof MessageDeliverySchema;
  readonly "BouncedRecipient": typeof BouncedRecipientSchema;
  readonly "MessageBounce": typeof MessageBounceSchema;
  readonly "MessageComplaint": typeof MessageComplaintSchema;
  readonly "MessageReject": typeof MessageRejectSchema;
  readonly "VerificationRecord": typeof VerificationRecordSchema;
  readonly "Domain": typeof DomainSchema;
  readonly "EventKind": typeof EventKindSchema;
  readonly "EventId": typeof EventIdSchema;
  readonly "MessageReceivedEvent": typeof MessageReceivedEventSchema;
  readonly "MessageSentEvent": typeof MessageSentEventSchema;
  readonly "MessageDeliveredEvent": typeof MessageDeliveredEventSchema;
  readonly "MessageBouncedEvent": typeof MessageBouncedEventSchema;
  readonly "MessageComplainedEvent": typeof MessageComplainedEventSchema;
  readonly "MessageRejectedEvent": typeof MessageRejectedEventSchema;
  readonly "DomainVerifiedEvent": typeof DomainVerifiedEventSchema;
} = {
  "EventType": EventTypeSchema,
  "WebhookId": WebhookIdSchema,
  "ClientId": ClientIdSchema,
  "WebhookUrl": WebhookUrlSchema,
  "EventTypes": EventTypesSchema,
  "InboxOrPodId": InboxOrPodIdSchema,
  "InboxIds": InboxIdsSchema,
  "PodIds": PodIdsSchema,
  "Secret": SecretSchema,
  "Webhook": WebhookSchema,
  "ListWebhooksResponse": ListWebhooksResponseSchema,
  "CreateWebhookRequest": CreateWebhookRequestSchema,
  "UpdateWebhookRequest": UpdateWebhookRequestSchema,
  "ValidationErrorResponse": ValidationErrorResponseSchema,
  "ErrorResponse": ErrorResponseSchema,
  "Address": AddressSchema,
  "Attachment": AttachmentSchema,
  "Message": MessageSchema,
  "ThreadItem": ThreadItemSchema,
  "MessageReference": MessageReferenceSchema,
  "MessageSend": MessageSendSchema,
  "MessageDelivery": MessageDeliverySchema,
  "BouncedRecipient": BouncedRecipientSchema,
  "MessageBounce": MessageBounceSchema,
  "MessageComplaint": MessageComplaintSchema,
  "MessageReject": MessageRejectSchema,
  "VerificationRecord": VerificationRecordSchema,
  "Domain": DomainSchema,
  "EventKind": EventKindSchema,
  "EventId": EventIdSchema,
  "MessageReceivedEvent": MessageReceivedEventSchema,
  "MessageSentEvent": MessageSentEventSchema,
  "MessageDeliveredEvent": MessageDeliveredEventSchema,
  "MessageBouncedEvent": MessageBouncedEventSchema,
  "MessageComplainedEvent": MessageComplainedEventSchema,
  "MessageRejectedEvent": MessageRejectedEventSchema,
  "DomainVerifiedEvent": DomainVerifiedEventSchema,
};

/** The schema of each event's payload. */
export const eventSchemas: {
  readonly "message.received": typeof MessageReceivedEventSchema;
  readonly "message.sent": typeof MessageSentEventSchema;
  readonly "message.delivered": typeof MessageDeliveredEventSchema;
  readonly "message.bounced": typeof MessageBouncedEventSchema;
  readonly "message.complained": typeof MessageComplainedEventSchema;
  readonly "message.rejected": typeof MessageRejectedEventSchema;
  readonly "domain.verified": typeof DomainVerifiedEventSchema;
} = {
  "message.received": MessageReceivedEventSchema,
  "message.sent": MessageSentEventSchema,
  "message.delivered": MessageDeliveredEventSchema,
  "message.bounced": MessageBouncedEventSchema,
  "message.complained": MessageComplainedEventSchema,
  "message.rejected": MessageRejectedEventSchema,
  "domain.verified": DomainVerifiedEventSchema,
};
