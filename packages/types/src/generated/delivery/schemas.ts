// Generated from delivery.yaml by agent-webhooks-generate. Do not edit.

export const EventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "oneOf": [
    {
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
    },
    {
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
    },
    {
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
    },
    {
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
    },
    {
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
    },
    {
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
    },
    {
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
    }
  ]
} as const;

export const PublishEventRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "event"
  ],
  "properties": {
    "event": {
      "oneOf": [
        {
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
        },
        {
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
        },
        {
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
        },
        {
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
        },
        {
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
        },
        {
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
        },
        {
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
        }
      ]
    },
    "pod_id": {
      "allOf": [
        {
          "type": "string",
          "minLength": 1,
          "maxLength": 256,
          "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
          "x-pattern-message": "may not have control characters or byte order marks"
        }
      ]
    }
  }
} as const;

export const EventPodIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "allOf": [
    {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
      "x-pattern-message": "may not have control characters or byte order marks"
    }
  ]
} as const;

export const PublishEventsRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "events"
  ],
  "properties": {
    "events": {
      "type": "array",
      "minItems": 1,
      "maxItems": 500,
      "x-max-deliveries": 100000,
      "x-max-event-bytes": 1048576,
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "event"
        ],
        "properties": {
          "event": {
            "oneOf": [
              {
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
              },
              {
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
              },
              {
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
              },
              {
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
              },
              {
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
              },
              {
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
              },
              {
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
              }
            ]
          },
          "pod_id": {
            "allOf": [
              {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
                "x-pattern-message": "may not have control characters or byte order marks"
              }
            ]
          }
        }
      }
    }
  }
} as const;

export const PublishedEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "event_id",
    "deliveries",
    "duplicate"
  ],
  "properties": {
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "deliveries": {
      "type": "integer",
      "minimum": 0
    },
    "duplicate": {
      "type": "boolean"
    }
  }
} as const;

export const PublishedEventsSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "results"
  ],
  "properties": {
    "results": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "event_id",
          "deliveries",
          "duplicate"
        ],
        "properties": {
          "event_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[!-~]*$",
            "x-pattern-message": "may only have visible ASCII characters"
          },
          "deliveries": {
            "type": "integer",
            "minimum": 0
          },
          "duplicate": {
            "type": "boolean"
          }
        }
      }
    }
  }
} as const;

export const StoredEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "event_id",
    "event_type",
    "published_at",
    "deliveries"
  ],
  "properties": {
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "event_type": {
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
    },
    "inbox_id": {
      "type": "string"
    },
    "pod_id": {
      "type": "string"
    },
    "published_at": {
      "type": "string",
      "format": "date-time"
    },
    "deliveries": {
      "type": "object",
      "x-max-counted": 10000,
      "required": [
        "pending",
        "succeeded",
        "failed",
        "cancelled"
      ],
      "properties": {
        "pending": {
          "type": "integer",
          "minimum": 0
        },
        "succeeded": {
          "type": "integer",
          "minimum": 0
        },
        "failed": {
          "type": "integer",
          "minimum": 0
        },
        "cancelled": {
          "type": "integer",
          "minimum": 0
        },
        "more": {
          "type": "boolean"
        }
      }
    }
  }
} as const;

export const StoredEventDetailsSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "event_id",
    "event_type",
    "published_at",
    "deliveries",
    "event"
  ],
  "properties": {
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "event_type": {
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
    },
    "inbox_id": {
      "type": "string"
    },
    "pod_id": {
      "type": "string"
    },
    "published_at": {
      "type": "string",
      "format": "date-time"
    },
    "deliveries": {
      "type": "object",
      "x-max-counted": 10000,
      "required": [
        "pending",
        "succeeded",
        "failed",
        "cancelled"
      ],
      "properties": {
        "pending": {
          "type": "integer",
          "minimum": 0
        },
        "succeeded": {
          "type": "integer",
          "minimum": 0
        },
        "failed": {
          "type": "integer",
          "minimum": 0
        },
        "cancelled": {
          "type": "integer",
          "minimum": 0
        },
        "more": {
          "type": "boolean"
        }
      }
    },
    "event": {
      "type": "object",
      "additionalProperties": true,
      "required": [
        "type",
        "event_type",
        "event_id"
      ],
      "properties": {
        "type": {
          "type": "string",
          "const": "event"
        },
        "event_type": {
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
        },
        "event_id": {
          "type": "string",
          "minLength": 1,
          "maxLength": 256,
          "pattern": "^[!-~]*$",
          "x-pattern-message": "may only have visible ASCII characters"
        }
      }
    }
  }
} as const;

export const EventPayloadSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": true,
  "required": [
    "type",
    "event_type",
    "event_id"
  ],
  "properties": {
    "type": {
      "type": "string",
      "const": "event"
    },
    "event_type": {
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
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    }
  }
} as const;

export const EventDeliveriesSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "x-max-counted": 10000,
  "required": [
    "pending",
    "succeeded",
    "failed",
    "cancelled"
  ],
  "properties": {
    "pending": {
      "type": "integer",
      "minimum": 0
    },
    "succeeded": {
      "type": "integer",
      "minimum": 0
    },
    "failed": {
      "type": "integer",
      "minimum": 0
    },
    "cancelled": {
      "type": "integer",
      "minimum": 0
    },
    "more": {
      "type": "boolean"
    }
  }
} as const;

export const ListEventsResponseSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "count",
    "limit",
    "events"
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
    "events": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "event_id",
          "event_type",
          "published_at",
          "deliveries"
        ],
        "properties": {
          "event_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[!-~]*$",
            "x-pattern-message": "may only have visible ASCII characters"
          },
          "event_type": {
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
          },
          "inbox_id": {
            "type": "string"
          },
          "pod_id": {
            "type": "string"
          },
          "published_at": {
            "type": "string",
            "format": "date-time"
          },
          "deliveries": {
            "type": "object",
            "x-max-counted": 10000,
            "required": [
              "pending",
              "succeeded",
              "failed",
              "cancelled"
            ],
            "properties": {
              "pending": {
                "type": "integer",
                "minimum": 0
              },
              "succeeded": {
                "type": "integer",
                "minimum": 0
              },
              "failed": {
                "type": "integer",
                "minimum": 0
              },
              "cancelled": {
                "type": "integer",
                "minimum": 0
              },
              "more": {
                "type": "boolean"
              }
            }
          }
        }
      }
    }
  }
} as const;

export const DeliveryIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "pattern": "^dlv_."
} as const;

export const DeliveryStatusSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "enum": [
    "pending",
    "succeeded",
    "failed",
    "cancelled"
  ]
} as const;

export const DeliveryReasonSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "enum": [
    "exhausted",
    "gone",
    "webhook_disabled",
    "webhook_deleted",
    "webhook_changed",
    "event_erased",
    "breaker_open"
  ]
} as const;

export const DisabledReasonSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "enum": [
    "request",
    "gone",
    "failing",
    "secret_unreadable"
  ]
} as const;

export const DeliverySchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "delivery_id",
    "event_id",
    "event_type",
    "webhook_id",
    "status",
    "created_at",
    "explanation"
  ],
  "properties": {
    "delivery_id": {
      "type": "string",
      "pattern": "^dlv_."
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "event_type": {
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
    },
    "webhook_id": {
      "type": "string",
      "pattern": "^wh_."
    },
    "status": {
      "type": "string",
      "enum": [
        "pending",
        "succeeded",
        "failed",
        "cancelled"
      ]
    },
    "reason": {
      "type": "string",
      "enum": [
        "exhausted",
        "gone",
        "webhook_disabled",
        "webhook_deleted",
        "webhook_changed",
        "event_erased",
        "breaker_open"
      ]
    },
    "created_at": {
      "type": "string",
      "format": "date-time"
    },
    "next_attempt_at": {
      "type": "string",
      "format": "date-time"
    },
    "breaker_open_until": {
      "type": "string",
      "format": "date-time"
    },
    "webhook_disabled_because": {
      "type": "string",
      "enum": [
        "request",
        "gone",
        "failing",
        "secret_unreadable"
      ]
    },
    "explanation": {
      "type": "string"
    }
  }
} as const;

export const DeliveryDetailsSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "delivery_id",
    "event_id",
    "event_type",
    "webhook_id",
    "status",
    "created_at",
    "explanation",
    "attempts"
  ],
  "properties": {
    "delivery_id": {
      "type": "string",
      "pattern": "^dlv_."
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "event_type": {
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
    },
    "webhook_id": {
      "type": "string",
      "pattern": "^wh_."
    },
    "status": {
      "type": "string",
      "enum": [
        "pending",
        "succeeded",
        "failed",
        "cancelled"
      ]
    },
    "reason": {
      "type": "string",
      "enum": [
        "exhausted",
        "gone",
        "webhook_disabled",
        "webhook_deleted",
        "webhook_changed",
        "event_erased",
        "breaker_open"
      ]
    },
    "created_at": {
      "type": "string",
      "format": "date-time"
    },
    "next_attempt_at": {
      "type": "string",
      "format": "date-time"
    },
    "breaker_open_until": {
      "type": "string",
      "format": "date-time"
    },
    "webhook_disabled_because": {
      "type": "string",
      "enum": [
        "request",
        "gone",
        "failing",
        "secret_unreadable"
      ]
    },
    "explanation": {
      "type": "string"
    },
    "attempts": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "attempt",
          "started_at",
          "duration_ms",
          "outcome"
        ],
        "properties": {
          "attempt": {
            "type": "integer",
            "minimum": 1
          },
          "started_at": {
            "type": "string",
            "format": "date-time"
          },
          "duration_ms": {
            "type": "integer",
            "minimum": 0
          },
          "outcome": {
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
          },
          "status_code": {
            "type": "integer"
          },
          "error": {
            "type": "string"
          },
          "response_excerpt": {
            "type": "string"
          }
        }
      }
    }
  }
} as const;

export const AttemptOutcomeSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
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
} as const;

export const AttemptSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "attempt",
    "started_at",
    "duration_ms",
    "outcome"
  ],
  "properties": {
    "attempt": {
      "type": "integer",
      "minimum": 1
    },
    "started_at": {
      "type": "string",
      "format": "date-time"
    },
    "duration_ms": {
      "type": "integer",
      "minimum": 0
    },
    "outcome": {
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
    },
    "status_code": {
      "type": "integer"
    },
    "error": {
      "type": "string"
    },
    "response_excerpt": {
      "type": "string"
    }
  }
} as const;

export const ListDeliveriesResponseSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "count",
    "limit",
    "deliveries"
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
    "deliveries": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "delivery_id",
          "event_id",
          "event_type",
          "webhook_id",
          "status",
          "created_at",
          "explanation"
        ],
        "properties": {
          "delivery_id": {
            "type": "string",
            "pattern": "^dlv_."
          },
          "event_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[!-~]*$",
            "x-pattern-message": "may only have visible ASCII characters"
          },
          "event_type": {
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
          },
          "webhook_id": {
            "type": "string",
            "pattern": "^wh_."
          },
          "status": {
            "type": "string",
            "enum": [
              "pending",
              "succeeded",
              "failed",
              "cancelled"
            ]
          },
          "reason": {
            "type": "string",
            "enum": [
              "exhausted",
              "gone",
              "webhook_disabled",
              "webhook_deleted",
              "webhook_changed",
              "event_erased",
              "breaker_open"
            ]
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          },
          "next_attempt_at": {
            "type": "string",
            "format": "date-time"
          },
          "breaker_open_until": {
            "type": "string",
            "format": "date-time"
          },
          "webhook_disabled_because": {
            "type": "string",
            "enum": [
              "request",
              "gone",
              "failing",
              "secret_unreadable"
            ]
          },
          "explanation": {
            "type": "string"
          }
        }
      }
    }
  }
} as const;

export const RecoverWebhookRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "since"
  ],
  "properties": {
    "since": {
      "type": "string",
      "format": "date-time"
    },
    "until": {
      "type": "string",
      "format": "date-time"
    },
    "dry_run": {
      "type": "boolean",
      "default": false
    }
  }
} as const;

export const RecoveredWebhookSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "count",
    "failed",
    "missed"
  ],
  "properties": {
    "count": {
      "type": "integer",
      "minimum": 0
    },
    "failed": {
      "type": "integer",
      "minimum": 0
    },
    "missed": {
      "type": "integer",
      "minimum": 0
    },
    "more": {
      "type": "boolean"
    }
  }
} as const;

export const RecoverySchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "status",
    "count",
    "failed",
    "missed"
  ],
  "properties": {
    "status": {
      "type": "string",
      "enum": [
        "none",
        "running",
        "finished",
        "stopped"
      ]
    },
    "since": {
      "type": "string",
      "format": "date-time"
    },
    "until": {
      "type": "string",
      "format": "date-time"
    },
    "recovered_until": {
      "type": "string",
      "format": "date-time"
    },
    "count": {
      "type": "integer",
      "minimum": 0
    },
    "failed": {
      "type": "integer",
      "minimum": 0
    },
    "missed": {
      "type": "integer",
      "minimum": 0
    },
    "started_at": {
      "type": "string",
      "format": "date-time"
    },
    "finished_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const SendTestEventRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "event_type"
  ],
  "properties": {
    "event_type": {
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
  }
} as const;

export const SentTestEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "delivery_id"
  ],
  "properties": {
    "delivery_id": {
      "type": "string",
      "pattern": "^dlv_."
    }
  }
} as const;

export const RotateSecretRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "overlap_seconds": {
      "type": "integer",
      "minimum": 0,
      "maximum": 604800,
      "default": 86400
    }
  }
} as const;

export const RotatedSecretSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "secret",
    "previous_expires_at"
  ],
  "properties": {
    "secret": {
      "type": "string",
      "pattern": "^whsec_[A-Za-z0-9+/]+={0,2}$"
    },
    "previous_expires_at": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const DeliverySettingsSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "max_in_flight": {
      "type": "integer",
      "minimum": 1,
      "maximum": 1000
    },
    "max_per_second": {
      "type": "integer",
      "minimum": 1,
      "maximum": 10000
    }
  }
} as const;

export const UpdateDeliverySettingsRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "max_in_flight": {
      "type": [
        "integer",
        "null"
      ],
      "minimum": 1,
      "maximum": 1000
    },
    "max_per_second": {
      "type": [
        "integer",
        "null"
      ],
      "minimum": 1,
      "maximum": 10000
    }
  }
} as const;

export const WebhookStateSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "enum": [
    "healthy",
    "idle",
    "failing",
    "paused",
    "disabled"
  ]
} as const;

export const AttemptCountsSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "from",
    "succeeded",
    "failed"
  ],
  "properties": {
    "from": {
      "type": "string",
      "format": "date-time"
    },
    "succeeded": {
      "type": "integer",
      "minimum": 0
    },
    "failed": {
      "type": "integer",
      "minimum": 0
    },
    "average_duration_ms": {
      "type": "integer",
      "minimum": 0
    }
  }
} as const;

export const FailedAttemptSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "delivery_id",
    "outcome"
  ],
  "properties": {
    "delivery_id": {
      "type": "string",
      "pattern": "^dlv_."
    },
    "outcome": {
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
    },
    "status_code": {
      "type": "integer"
    },
    "error": {
      "type": "string"
    }
  }
} as const;

export const WebhookHealthSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "webhook_id",
    "state",
    "explanation",
    "pending",
    "due",
    "attempts_by_hour",
    "attempts_by_day"
  ],
  "properties": {
    "webhook_id": {
      "type": "string",
      "pattern": "^wh_."
    },
    "state": {
      "type": "string",
      "enum": [
        "healthy",
        "idle",
        "failing",
        "paused",
        "disabled"
      ]
    },
    "reason": {
      "type": "string",
      "enum": [
        "request",
        "gone",
        "failing",
        "secret_unreadable"
      ]
    },
    "since": {
      "type": "string",
      "format": "date-time"
    },
    "until": {
      "type": "string",
      "format": "date-time"
    },
    "explanation": {
      "type": "string"
    },
    "last_success_at": {
      "type": "string",
      "format": "date-time"
    },
    "last_failure_at": {
      "type": "string",
      "format": "date-time"
    },
    "last_failure": {
      "type": "object",
      "required": [
        "delivery_id",
        "outcome"
      ],
      "properties": {
        "delivery_id": {
          "type": "string",
          "pattern": "^dlv_."
        },
        "outcome": {
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
        },
        "status_code": {
          "type": "integer"
        },
        "error": {
          "type": "string"
        }
      }
    },
    "pending": {
      "type": "integer",
      "minimum": 0,
      "maximum": 10000
    },
    "due": {
      "type": "integer",
      "minimum": 0,
      "maximum": 10000
    },
    "oldest_due_at": {
      "type": "string",
      "format": "date-time"
    },
    "attempts_by_hour": {
      "type": "array",
      "minItems": 24,
      "maxItems": 24,
      "items": {
        "type": "object",
        "required": [
          "from",
          "succeeded",
          "failed"
        ],
        "properties": {
          "from": {
            "type": "string",
            "format": "date-time"
          },
          "succeeded": {
            "type": "integer",
            "minimum": 0
          },
          "failed": {
            "type": "integer",
            "minimum": 0
          },
          "average_duration_ms": {
            "type": "integer",
            "minimum": 0
          }
        }
      }
    },
    "attempts_by_day": {
      "type": "array",
      "minItems": 30,
      "maxItems": 30,
      "items": {
        "type": "object",
        "required": [
          "from",
          "succeeded",
          "failed"
        ],
        "properties": {
          "from": {
            "type": "string",
            "format": "date-time"
          },
          "succeeded": {
            "type": "integer",
            "minimum": 0
          },
          "failed": {
            "type": "integer",
            "minimum": 0
          },
          "average_duration_ms": {
            "type": "integer",
            "minimum": 0
          }
        }
      }
    }
  }
} as const;

export const SummarySchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "webhooks",
    "pending",
    "due",
    "attempts_by_hour",
    "attempts_by_day"
  ],
  "properties": {
    "webhooks": {
      "type": "object",
      "required": [
        "total",
        "failing",
        "paused",
        "disabled"
      ],
      "properties": {
        "total": {
          "type": "integer",
          "minimum": 0
        },
        "failing": {
          "type": "integer",
          "minimum": 0
        },
        "paused": {
          "type": "integer",
          "minimum": 0
        },
        "disabled": {
          "type": "integer",
          "minimum": 0
        }
      }
    },
    "last_success_at": {
      "type": "string",
      "format": "date-time"
    },
    "last_failure_at": {
      "type": "string",
      "format": "date-time"
    },
    "pending": {
      "type": "integer",
      "minimum": 0,
      "maximum": 10000
    },
    "due": {
      "type": "integer",
      "minimum": 0,
      "maximum": 10000
    },
    "oldest_due_at": {
      "type": "string",
      "format": "date-time"
    },
    "attempts_by_hour": {
      "type": "array",
      "minItems": 24,
      "maxItems": 24,
      "items": {
        "type": "object",
        "required": [
          "from",
          "succeeded",
          "failed"
        ],
        "properties": {
          "from": {
            "type": "string",
            "format": "date-time"
          },
          "succeeded": {
            "type": "integer",
            "minimum": 0
          },
          "failed": {
            "type": "integer",
            "minimum": 0
          },
          "average_duration_ms": {
            "type": "integer",
            "minimum": 0
          }
        }
      }
    },
    "attempts_by_day": {
      "type": "array",
      "minItems": 30,
      "maxItems": 30,
      "items": {
        "type": "object",
        "required": [
          "from",
          "succeeded",
          "failed"
        ],
        "properties": {
          "from": {
            "type": "string",
            "format": "date-time"
          },
          "succeeded": {
            "type": "integer",
            "minimum": 0
          },
          "failed": {
            "type": "integer",
            "minimum": 0
          },
          "average_duration_ms": {
            "type": "integer",
            "minimum": 0
          }
        }
      }
    }
  }
} as const;

export const WebhookCountsSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "total",
    "failing",
    "paused",
    "disabled"
  ],
  "properties": {
    "total": {
      "type": "integer",
      "minimum": 0
    },
    "failing": {
      "type": "integer",
      "minimum": 0
    },
    "paused": {
      "type": "integer",
      "minimum": 0
    },
    "disabled": {
      "type": "integer",
      "minimum": 0
    }
  }
} as const;

export const OperatorWebhookSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "url",
    "secret",
    "enabled",
    "created_at",
    "updated_at"
  ],
  "properties": {
    "url": {
      "type": "string",
      "format": "uri",
      "maxLength": 2048,
      "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
      "x-pattern-message": "must be an absolute https URL without credentials, or http if the service allows it"
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

export const SetOperatorWebhookRequestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "url"
  ],
  "properties": {
    "url": {
      "type": "string",
      "format": "uri",
      "maxLength": 2048,
      "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
      "x-pattern-message": "must be an absolute https URL without credentials, or http if the service allows it"
    }
  }
} as const;

export const OperatorEventWebhookSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "organization_id",
    "webhook_id",
    "url"
  ],
  "properties": {
    "organization_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
      "x-pattern-message": "may not have control characters or byte order marks"
    },
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
    }
  }
} as const;

export const WebhookFailingEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "occurred_at",
    "webhook",
    "since"
  ],
  "properties": {
    "type": {
      "const": "event"
    },
    "event_type": {
      "const": "webhook.failing"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "occurred_at": {
      "type": "string",
      "format": "date-time"
    },
    "webhook": {
      "type": "object",
      "required": [
        "organization_id",
        "webhook_id",
        "url"
      ],
      "properties": {
        "organization_id": {
          "type": "string",
          "minLength": 1,
          "maxLength": 256,
          "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
          "x-pattern-message": "may not have control characters or byte order marks"
        },
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
        }
      }
    },
    "since": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const WebhookRecoveredEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "occurred_at",
    "webhook",
    "since"
  ],
  "properties": {
    "type": {
      "const": "event"
    },
    "event_type": {
      "const": "webhook.recovered"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "occurred_at": {
      "type": "string",
      "format": "date-time"
    },
    "webhook": {
      "type": "object",
      "required": [
        "organization_id",
        "webhook_id",
        "url"
      ],
      "properties": {
        "organization_id": {
          "type": "string",
          "minLength": 1,
          "maxLength": 256,
          "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
          "x-pattern-message": "may not have control characters or byte order marks"
        },
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
        }
      }
    },
    "since": {
      "type": "string",
      "format": "date-time"
    }
  }
} as const;

export const WebhookDisabledEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "occurred_at",
    "webhook",
    "reason"
  ],
  "properties": {
    "type": {
      "const": "event"
    },
    "event_type": {
      "const": "webhook.disabled"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "occurred_at": {
      "type": "string",
      "format": "date-time"
    },
    "webhook": {
      "type": "object",
      "required": [
        "organization_id",
        "webhook_id",
        "url"
      ],
      "properties": {
        "organization_id": {
          "type": "string",
          "minLength": 1,
          "maxLength": 256,
          "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
          "x-pattern-message": "may not have control characters or byte order marks"
        },
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
        }
      }
    },
    "reason": {
      "type": "string",
      "enum": [
        "request",
        "gone",
        "failing",
        "secret_unreadable"
      ]
    }
  }
} as const;

export const DeliveryExhaustedEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "occurred_at",
    "webhook",
    "delivery"
  ],
  "properties": {
    "type": {
      "const": "event"
    },
    "event_type": {
      "const": "delivery.exhausted"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "occurred_at": {
      "type": "string",
      "format": "date-time"
    },
    "webhook": {
      "type": "object",
      "required": [
        "organization_id",
        "webhook_id",
        "url"
      ],
      "properties": {
        "organization_id": {
          "type": "string",
          "minLength": 1,
          "maxLength": 256,
          "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
          "x-pattern-message": "may not have control characters or byte order marks"
        },
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
        }
      }
    },
    "delivery": {
      "type": "object",
      "required": [
        "delivery_id",
        "event_id",
        "event_type"
      ],
      "properties": {
        "delivery_id": {
          "type": "string",
          "pattern": "^dlv_."
        },
        "event_id": {
          "type": "string",
          "minLength": 1,
          "maxLength": 256,
          "pattern": "^[!-~]*$",
          "x-pattern-message": "may only have visible ASCII characters"
        },
        "event_type": {
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
      }
    }
  }
} as const;

export const QueueBehindEventSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "type",
    "event_type",
    "event_id",
    "occurred_at",
    "queue"
  ],
  "properties": {
    "type": {
      "const": "event"
    },
    "event_type": {
      "const": "queue.behind"
    },
    "event_id": {
      "type": "string",
      "minLength": 1,
      "maxLength": 256,
      "pattern": "^[!-~]*$",
      "x-pattern-message": "may only have visible ASCII characters"
    },
    "occurred_at": {
      "type": "string",
      "format": "date-time"
    },
    "queue": {
      "type": "object",
      "required": [
        "oldest_due_at"
      ],
      "properties": {
        "oldest_due_at": {
          "type": "string",
          "format": "date-time"
        }
      }
    }
  }
} as const;

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
    "events:read",
    "events:write",
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
  "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
  "x-pattern-message": "may not have control characters or byte order marks"
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
      "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
      "x-pattern-message": "may not have control characters or byte order marks"
    },
    "scopes": {
      "type": "array",
      "items": {
        "type": "string",
        "enum": [
          "webhooks:read",
          "webhooks:write",
          "events:publish",
          "events:read",
          "events:write",
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
    },
    "last_used_at": {
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
      "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
      "x-pattern-message": "may not have control characters or byte order marks"
    },
    "scopes": {
      "type": "array",
      "items": {
        "type": "string",
        "enum": [
          "webhooks:read",
          "webhooks:write",
          "events:publish",
          "events:read",
          "events:write",
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
      "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
      "x-pattern-message": "may not have control characters or byte order marks"
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
          "events:read",
          "events:write",
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
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
            "x-pattern-message": "may not have control characters or byte order marks"
          },
          "scopes": {
            "type": "array",
            "items": {
              "type": "string",
              "enum": [
                "webhooks:read",
                "webhooks:write",
                "events:publish",
                "events:read",
                "events:write",
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
          },
          "last_used_at": {
            "type": "string",
            "format": "date-time"
          }
        }
      }
    }
  }
} as const;

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

export const InboxOrPodIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "minLength": 1,
  "maxLength": 256,
  "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufeff]*$",
  "x-pattern-message": "may not have control characters or byte order marks"
} as const;

export const EventIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "minLength": 1,
  "maxLength": 256,
  "pattern": "^[!-~]*$",
  "x-pattern-message": "may only have visible ASCII characters"
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

export const EventKindSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "const": "event"
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

export const WebhookIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "pattern": "^wh_."
} as const;

export const SecretSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "pattern": "^whsec_[A-Za-z0-9+/]+={0,2}$"
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

export const ClientIdSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "string",
  "minLength": 1,
  "maxLength": 256,
  "pattern": "^[A-Za-z0-9._~-]*$",
  "x-pattern-message": "may have only A-Z a-z 0-9 . _ ~ -"
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

/** JSON Schemas (2020-12) of all components, by the names in the operation table. */
export const schemas: {
  readonly "Event": typeof EventSchema;
  readonly "PublishEventRequest": typeof PublishEventRequestSchema;
  readonly "EventPodId": typeof EventPodIdSchema;
  readonly "PublishEventsRequest": typeof PublishEventsRequestSchema;
  readonly "PublishedEvent": typeof PublishedEventSchema;
  readonly "PublishedEvents": typeof PublishedEventsSchema;
  readonly "StoredEvent": typeof StoredEventSchema;
  readonly "StoredEventDetails": typeof StoredEventDetailsSchema;
  readonly "EventPayload": typeof EventPayloadSchema;
  readonly "EventDeliveries": typeof EventDeliveriesSchema;
  readonly "ListEventsResponse": typeof ListEventsResponseSchema;
  readonly "DeliveryId": typeof DeliveryIdSchema;
  readonly "DeliveryStatus": typeof DeliveryStatusSchema;
  readonly "DeliveryReason": typeof DeliveryReasonSchema;
  readonly "DisabledReason": typeof DisabledReasonSchema;
  readonly "Delivery": typeof DeliverySchema;
  readonly "DeliveryDetails": typeof DeliveryDetailsSchema;
  readonly "AttemptOutcome": typeof AttemptOutcomeSchema;
  readonly "Attempt": typeof AttemptSchema;
  readonly "ListDeliveriesResponse": typeof ListDeliveriesResponseSchema;
  readonly "RecoverWebhookRequest": typeof RecoverWebhookRequestSchema;
  readonly "RecoveredWebhook": typeof RecoveredWebhookSchema;
  readonly "Recovery": typeof RecoverySchema;
  readonly "SendTestEventRequest": typeof SendTestEventRequestSchema;
  readonly "SentTestEvent": typeof SentTestEventSchema;
  readonly "RotateSecretRequest": typeof RotateSecretRequestSchema;
  readonly "RotatedSecret": typeof RotatedSecretSchema;
  readonly "DeliverySettings": typeof DeliverySettingsSchema;
  readonly "UpdateDeliverySettingsRequest": typeof UpdateDeliverySettingsRequestSchema;
  readonly "WebhookState": typeof WebhookStateSchema;
  readonly "AttemptCounts": typeof AttemptCountsSchema;
  readonly "FailedAttempt": typeof FailedAttemptSchema;
  readonly "WebhookHealth": typeof WebhookHealthSchema;
  readonly "Summary": typeof SummarySchema;
  readonly "WebhookCounts": typeof WebhookCountsSchema;
  readonly "OperatorWebhook": typeof OperatorWebhookSchema;
  readonly "SetOperatorWebhookRequest": typeof SetOperatorWebhookRequestSchema;
  readonly "OperatorEventWebhook": typeof OperatorEventWebhookSchema;
  readonly "WebhookFailingEvent": typeof WebhookFailingEventSchema;
  readonly "WebhookRecoveredEvent": typeof WebhookRecoveredEventSchema;
  readonly "WebhookDisabledEvent": typeof WebhookDisabledEventSchema;
  readonly "DeliveryExhaustedEvent": typeof DeliveryExhaustedEventSchema;
  readonly "QueueBehindEvent": typeof QueueBehindEventSchema;
  readonly "TokenId": typeof TokenIdSchema;
  readonly "TokenScope": typeof TokenScopeSchema;
  readonly "OrganizationId": typeof OrganizationIdSchema;
  readonly "Token": typeof TokenSchema;
  readonly "CreatedToken": typeof CreatedTokenSchema;
  readonly "CreateTokenRequest": typeof CreateTokenRequestSchema;
  readonly "ListTokensResponse": typeof ListTokensResponseSchema;
  readonly "EventType": typeof EventTypeSchema;
  readonly "InboxOrPodId": typeof InboxOrPodIdSchema;
  readonly "EventId": typeof EventIdSchema;
  readonly "ValidationErrorResponse": typeof ValidationErrorResponseSchema;
  readonly "ErrorResponse": typeof ErrorResponseSchema;
  readonly "EventKind": typeof EventKindSchema;
  readonly "Address": typeof AddressSchema;
  readonly "Attachment": typeof AttachmentSchema;
  readonly "Message": typeof MessageSchema;
  readonly "ThreadItem": typeof ThreadItemSchema;
  readonly "MessageReceivedEvent": typeof MessageReceivedEventSchema;
  readonly "MessageReference": typeof MessageReferenceSchema;
  readonly "MessageSend": typeof MessageSendSchema;
  readonly "MessageSentEvent": typeof MessageSentEventSchema;
  readonly "MessageDelivery": typeof MessageDeliverySchema;
  readonly "MessageDeliveredEvent": typeof MessageDeliveredEventSchema;
  readonly "BouncedRecipient": typeof BouncedRecipientSchema;
  readonly "MessageBounce": typeof MessageBounceSchema;
  readonly "MessageBouncedEvent": typeof MessageBouncedEventSchema;
  readonly "MessageComplaint": typeof MessageComplaintSchema;
  readonly "MessageComplainedEvent": typeof MessageComplainedEventSchema;
  readonly "MessageReject": typeof MessageRejectSchema;
  readonly "MessageRejectedEvent": typeof MessageRejectedEventSchema;
  readonly "VerificationRecord": typeof VerificationRecordSchema;
  readonly "Domain": typeof DomainSchema;
  readonly "DomainVerifiedEvent": typeof DomainVerifiedEventSchema;
  readonly "WebhookId": typeof WebhookIdSchema;
  readonly "Secret": typeof SecretSchema;
  readonly "WebhookUrl": typeof WebhookUrlSchema;
  readonly "EventTypes": typeof EventTypesSchema;
  readonly "InboxIds": typeof InboxIdsSchema;
  readonly "PodIds": typeof PodIdsSchema;
  readonly "ClientId": typeof ClientIdSchema;
  readonly "Webhook": typeof WebhookSchema;
} = {
  "Event": EventSchema,
  "PublishEventRequest": PublishEventRequestSchema,
  "EventPodId": EventPodIdSchema,
  "PublishEventsRequest": PublishEventsRequestSchema,
  "PublishedEvent": PublishedEventSchema,
  "PublishedEvents": PublishedEventsSchema,
  "StoredEvent": StoredEventSchema,
  "StoredEventDetails": StoredEventDetailsSchema,
  "EventPayload": EventPayloadSchema,
  "EventDeliveries": EventDeliveriesSchema,
  "ListEventsResponse": ListEventsResponseSchema,
  "DeliveryId": DeliveryIdSchema,
  "DeliveryStatus": DeliveryStatusSchema,
  "DeliveryReason": DeliveryReasonSchema,
  "DisabledReason": DisabledReasonSchema,
  "Delivery": DeliverySchema,
  "DeliveryDetails": DeliveryDetailsSchema,
  "AttemptOutcome": AttemptOutcomeSchema,
  "Attempt": AttemptSchema,
  "ListDeliveriesResponse": ListDeliveriesResponseSchema,
  "RecoverWebhookRequest": RecoverWebhookRequestSchema,
  "RecoveredWebhook": RecoveredWebhookSchema,
  "Recovery": RecoverySchema,
  "SendTestEventRequest": SendTestEventRequestSchema,
  "SentTestEvent": SentTestEventSchema,
  "RotateSecretRequest": RotateSecretRequestSchema,
  "RotatedSecret": RotatedSecretSchema,
  "DeliverySettings": DeliverySettingsSchema,
  "UpdateDeliverySettingsRequest": UpdateDeliverySettingsRequestSchema,
  "WebhookState": WebhookStateSchema,
  "AttemptCounts": AttemptCountsSchema,
  "FailedAttempt": FailedAttemptSchema,
  "WebhookHealth": WebhookHealthSchema,
  "Summary": SummarySchema,
  "WebhookCounts": WebhookCountsSchema,
  "OperatorWebhook": OperatorWebhookSchema,
  "SetOperatorWebhookRequest": SetOperatorWebhookRequestSchema,
  "OperatorEventWebhook": OperatorEventWebhookSchema,
  "WebhookFailingEvent": WebhookFailingEventSchema,
  "WebhookRecoveredEvent": WebhookRecoveredEventSchema,
  "WebhookDisabledEvent": WebhookDisabledEventSchema,
  "DeliveryExhaustedEvent": DeliveryExhaustedEventSchema,
  "QueueBehindEvent": QueueBehindEventSchema,
  "TokenId": TokenIdSchema,
  "TokenScope": TokenScopeSchema,
  "OrganizationId": OrganizationIdSchema,
  "Token": TokenSchema,
  "CreatedToken": CreatedTokenSchema,
  "CreateTokenRequest": CreateTokenRequestSchema,
  "ListTokensResponse": ListTokensResponseSchema,
  "EventType": EventTypeSchema,
  "InboxOrPodId": InboxOrPodIdSchema,
  "EventId": EventIdSchema,
  "ValidationErrorResponse": ValidationErrorResponseSchema,
  "ErrorResponse": ErrorResponseSchema,
  "EventKind": EventKindSchema,
  "Address": AddressSchema,
  "Attachment": AttachmentSchema,
  "Message": MessageSchema,
  "ThreadItem": ThreadItemSchema,
  "MessageReceivedEvent": MessageReceivedEventSchema,
  "MessageReference": MessageReferenceSchema,
  "MessageSend": MessageSendSchema,
  "MessageSentEvent": MessageSentEventSchema,
  "MessageDelivery": MessageDeliverySchema,
  "MessageDeliveredEvent": MessageDeliveredEventSchema,
  "BouncedRecipient": BouncedRecipientSchema,
  "MessageBounce": MessageBounceSchema,
  "MessageBouncedEvent": MessageBouncedEventSchema,
  "MessageComplaint": MessageComplaintSchema,
  "MessageComplainedEvent": MessageComplainedEventSchema,
  "MessageReject": MessageRejectSchema,
  "MessageRejectedEvent": MessageRejectedEventSchema,
  "VerificationRecord": VerificationRecordSchema,
  "Domain": DomainSchema,
  "DomainVerifiedEvent": DomainVerifiedEventSchema,
  "WebhookId": WebhookIdSchema,
  "Secret": SecretSchema,
  "WebhookUrl": WebhookUrlSchema,
  "EventTypes": EventTypesSchema,
  "InboxIds": InboxIdsSchema,
  "PodIds": PodIdsSchema,
  "ClientId": ClientIdSchema,
  "Webhook": WebhookSchema,
};

/** The schema of each event's payload. */
export const eventSchemas: {
  readonly "webhook.failing": typeof WebhookFailingEventSchema;
  readonly "webhook.recovered": typeof WebhookRecoveredEventSchema;
  readonly "webhook.disabled": typeof WebhookDisabledEventSchema;
  readonly "delivery.exhausted": typeof DeliveryExhaustedEventSchema;
  readonly "queue.behind": typeof QueueBehindEventSchema;
} = {
  "webhook.failing": WebhookFailingEventSchema,
  "webhook.recovered": WebhookRecoveredEventSchema,
  "webhook.disabled": WebhookDisabledEventSchema,
  "delivery.exhausted": DeliveryExhaustedEventSchema,
  "queue.behind": QueueBehindEventSchema,
};
