// Generated from specs/delivery.yaml by `pnpm generate`. Do not edit.

export const TokenIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "pattern": "^tok_."
} as const;

export const TokenScopeSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "enum": [
    "webhooks:read",
    "webhooks:write",
    "events:publish",
    "deliveries:read",
    "deliveries:write",
    "tokens:write"
  ]
} as const;

export const OrganizationIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "minLength": 1,
  "maxLength": 256,
  "pattern": "^[^\\p{Cc}\\p{Cs}]*$",
  "x-pattern-message": "may not have control characters"
} as const;

export const TokenSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "token_id",
    "organization_id",
    "scopes",
    "created_at"
  ],
  "properties": {
    "token_id": {
      "type": "string",
      "pattern": "^tok_."
    },
    "organization_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[^\\p{Cc}\\p{Cs}]*$",
      "x-pattern-message": "may not have control characters"
    },
    "scopes": {
      "type": "array",
      "items": {
        "type": "string",
        "enum": [
          "webhooks:read",
          "webhooks:write",
          "events:publish",
          "deliveries:read",
          "deliveries:write",
          "tokens:write"
        ]
      }
    },
    "created_at": {
      "type": "string",
      "format": "date-time"
    },
    "expires_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const CreatedTokenSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "token_id",
    "token",
    "organization_id",
    "scopes",
    "created_at"
  ],
  "properties": {
    "token_id": {
      "type": "string",
      "pattern": "^tok_."
    },
    "token": {
      "type": "string",
      "pattern": "^awt_[A-Za-z0-9_-]{43}$"
    },
    "organization_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[^\\p{Cc}\\p{Cs}]*$",
      "x-pattern-message": "may not have control characters"
    },
    "scopes": {
      "type": "array",
      "items": {
        "type": "string",
        "enum": [
          "webhooks:read",
          "webhooks:write",
          "events:publish",
          "deliveries:read",
          "deliveries:write",
          "tokens:write"
        ]
      }
    },
    "created_at": {
      "type": "string",
      "format": "date-time"
    },
    "expires_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const CreateTokenRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "organization_id",
    "scopes"
  ],
  "properties": {
    "organization_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[^\\p{Cc}\\p{Cs}]*$",
      "x-pattern-message": "may not have control characters"
    },
    "scopes": {
      "type": "array",
      "minItems": 1,
      "uniqueItems": true,
      "items": {
        "type": "string",
        "enum": [
          "webhooks:read",
          "webhooks:write",
          "events:publish",
          "deliveries:read",
          "deliveries:write",
          "tokens:write"
        ]
      }
    },
    "expires_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const ListTokensResponseSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "count",
    "limit",
    "tokens"
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
    "tokens": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "token_id",
          "organization_id",
          "scopes",
          "created_at"
        ],
        "properties": {
          "token_id": {
            "type": "string",
            "pattern": "^tok_."
          },
          "organization_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[^\\p{Cc}\\p{Cs}]*$",
            "x-pattern-message": "may not have control characters"
          },
          "scopes": {
            "type": "array",
            "items": {
              "type": "string",
              "enum": [
                "webhooks:read",
                "webhooks:write",
                "events:publish",
                "deliveries:read",
                "deliveries:write",
                "tokens:write"
              ]
            }
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          },
          "expires_at": {
            "type": "string",
            "format": "date-time"
          }
        }
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

/** Every component schema, by the name that the operation table uses. */
export const schemas: {
  readonly "TokenId": typeof TokenIdSchema;
  readonly "TokenScope": typeof TokenScopeSchema;
  readonly "OrganizationId": typeof OrganizationIdSchema;
  readonly "Token": typeof TokenSchema;
  readonly "CreatedToken": typeof CreatedTokenSchema;
  readonly "CreateTokenRequest": typeof CreateTokenRequestSchema;
  readonly "ListTokensResponse": typeof ListTokensResponseSchema;
  readonly "ValidationErrorResponse": typeof ValidationErrorResponseSchema;
  readonly "ErrorResponse": typeof ErrorResponseSchema;
} = {
  "TokenId": TokenIdSchema,
  "TokenScope": TokenScopeSchema,
  "OrganizationId": OrganizationIdSchema,
  "Token": TokenSchema,
  "CreatedToken": CreatedTokenSchema,
  "CreateTokenRequest": CreateTokenRequestSchema,
  "ListTokensResponse": ListTokensResponseSchema,
  "ValidationErrorResponse": ValidationErrorResponseSchema,
  "ErrorResponse": ErrorResponseSchema,
};
