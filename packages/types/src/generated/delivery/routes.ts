// Generated from specs/delivery.yaml by `pnpm generate`. Do not edit.

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
    "organization_id": "^(?=[^]{1,256}$)[^\\p{Cc}\\p{Cs}]*$"
  }
} as const;

export const revokeToken = {
  "method": "DELETE",
  "path": "/delivery/v0/tokens/{token_id}",
  "idempotent": true,
  "empty": true
} as const;
