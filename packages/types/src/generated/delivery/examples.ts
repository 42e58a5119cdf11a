// Generated from specs/delivery.yaml by `pnpm generate`. Do not edit.

/** The spec's examples: of parameters, of request bodies and of the body of each response, by name. */
export const operationExamples = {
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
              "must be >= 1"
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
          "message": "Something went wrong. Try again; if it goes on, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is not available at the moment. Try again in 5 seconds."
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
          "message": "Something went wrong. Try again; if it goes on, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is not available at the moment. Try again in 5 seconds."
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
          "message": "Something went wrong. Try again; if it goes on, report the request id."
        }
      },
      "503": {
        "default": {
          "name": "ServiceUnavailableError",
          "message": "The service is not available at the moment. Try again in 5 seconds."
        }
      }
    }
  }
} as const;
