// Generated from specs/delivery.yaml by `pnpm generate`. Do not edit.

/** Every operation of the spec. */
export const operations = {
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
