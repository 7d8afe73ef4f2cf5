package dev.postern.mailbox;

/// What can be reported of an account that is no change of a message or folder, and in which facts
/// ([MailTx#report]). The payload that receivers see is made of them when it is sent
/// (spec/api-data.md sections 9.3, 9.4, 9.7, 9.8).
///
/// Every fact is text: times are whole seconds of the Unix epoch, counts are decimal, lists have a
/// line for each element. Facts that are not known are left out.
public final class Reports {
  /// A scheduled or queued message went out: [#MESSAGE], [#SCHEDULE], [#SEND_AT], [#USE_DRAFT].
  public static final String SEND_SUCCESS = "message.send_success";

  /// It did not: those of [#SEND_SUCCESS] (a message that was never filed may have none), and
  /// [#REASON], [#ERROR_TYPE], [#ERROR_MESSAGE], [#ERROR_STATUS], [#SUBJECT], [#FROM], [#TO].
  public static final String SEND_FAILED = "message.send_failed";

  /// The image of a tracked message was fetched: [#MESSAGE], [#LABEL], [#COUNT], [#OPENED_ID],
  /// [#IP], [#USER_AGENT], [#AT].
  public static final String OPENED = "message.opened";

  /// A link of a tracked message was followed: [#MESSAGE], [#LABEL], [#COUNT], [#URL],
  /// [#LINK_INDEX], [#CLICK_ID], [#IP], [#USER_AGENT], [#AT].
  public static final String LINK_CLICKED = "message.link_clicked";

  /// A message came that answers a tracked one: [#MESSAGE] (the reply), [#ROOT_MESSAGE],
  /// [#REPLY_TO_MESSAGE], [#THREAD], [#LABEL], [#COUNT], [#FROM_SELF], [#AT].
  public static final String REPLIED = "thread.replied";

  /// A message reached [#RECIPIENTS]: [#MESSAGE], [#AT].
  public static final String DELIVERED = "message.delivered";

  /// A message was refused for good: [#MESSAGE], [#AT], [#TYPE] such as `MailboxFull`,
  /// [#RECIPIENTS], [#DIAGNOSTICS] (a line for each recipient).
  public static final String BOUNCED = "message.bounced";

  /// A recipient complained: [#MESSAGE], [#AT], [#TYPE], [#RECIPIENTS].
  public static final String COMPLAINT = "message.complaint";

  /// A message was not sent for what is attached to it: [#MESSAGE], [#AT].
  public static final String REJECTED = "message.rejected";

  /// A message waits for consent: [#MESSAGE] (its draft), [#APPROVAL].
  public static final String APPROVAL_REQUESTED = "message.approval_requested";

  /// Somebody consented to it: those of [#APPROVAL_REQUESTED].
  public static final String APPROVED = "message.approved";

  /// Somebody refused it: those of [#APPROVAL_REQUESTED].
  public static final String APPROVAL_REFUSED = "message.approval_refused";

  /// Of a grant, in its application's log: [#GRANT], [#EMAIL], [#NAME].
  public static final String GRANT_CREATED = "grant.created";

  /// See [#GRANT_CREATED].
  public static final String GRANT_UPDATED = "grant.updated";

  /// See [#GRANT_CREATED].
  public static final String GRANT_DELETED = "grant.deleted";

  /// The message's id ([MessageId#toString]).
  public static final String MESSAGE = "message_id";

  public static final String APPROVAL = "approval_id";
  public static final String SCHEDULE = "schedule_id";
  public static final String SEND_AT = "send_at";

  /// `true` or `false`.
  public static final String USE_DRAFT = "use_draft";

  public static final String REASON = "reason";
  public static final String ERROR_TYPE = "error_type";
  public static final String ERROR_MESSAGE = "error_message";

  /// An HTTP status.
  public static final String ERROR_STATUS = "status_code";

  public static final String SUBJECT = "subject";
  public static final String FROM = "from";
  public static final String TO = "to";

  /// When it happened.
  public static final String AT = "timestamp";

  /// What the sender called the message in its tracking options.
  public static final String LABEL = "label";

  /// How often it happened, this time included.
  public static final String COUNT = "count";

  /// Number of the opening, from 0.
  public static final String OPENED_ID = "opened_id";

  public static final String IP = "ip";
  public static final String USER_AGENT = "user_agent";
  public static final String URL = "url";

  /// Which link of the message, from 0.
  public static final String LINK_INDEX = "link_index";

  /// Number of the click, from 0.
  public static final String CLICK_ID = "click_id";

  public static final String ROOT_MESSAGE = "root_message_id";
  public static final String REPLY_TO_MESSAGE = "reply_to_message_id";
  public static final String THREAD = "thread_id";

  /// Whether the reply is the account's own: `true` or `false`.
  public static final String FROM_SELF = "from_self";

  public static final String TYPE = "type";
  public static final String RECIPIENTS = "recipients";
  public static final String DIAGNOSTICS = "diagnostics";
  public static final String GRANT = "grant_id";
  public static final String EMAIL = "email";
  public static final String NAME = "name";

  private Reports() {}
}
