package dev.postern.rules;

/// On which way a rule looks at mail.
public enum Trigger {
  INBOUND,
  OUTBOUND
}
