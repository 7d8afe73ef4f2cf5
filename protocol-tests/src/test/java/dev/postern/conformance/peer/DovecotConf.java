package dev.postern.conformance.peer;

import java.nio.file.Path;
import java.util.Map;

/// The configuration of a private Dovecot: sdbox, any user with one password, no limits in the way.
///
/// @param home holds everything it writes
/// @param group of the user who runs this
/// @param ports of `imap` and `imaps`
record DovecotConf(Path home, String group, Map<String, Integer> ports) {
  /// Returns the configuration file's text, for root or for any other user.
  String text() {
    String me = System.getProperty("user.name");
    return (common() + (me.equals("root") ? asRoot() : asUser(me)))
        .replace("@home", home.toString());
  }

  private String common() {
    return """
    base_dir = @home/run
    state_dir = @home/run
    log_path = @home/dovecot.log
    instance_name = conformance
    listen = 127.0.0.1
    protocols = imap
    ssl = yes
    ssl_cert = <@home/cert.pem
    ssl_key = <@home/key.pem
    disable_plaintext_auth = no
    auth_mechanisms = plain login
    auth_failure_delay = 0
    mail_location = sdbox:~/sdbox
    mail_home = @home/mail/%%u
    mail_max_userip_connections = 0
    first_valid_uid = 1
    passdb {
      driver = static
      args = password=Conformance-2026-Passw0rd
    }
    userdb {
      driver = static
    }
    namespace inbox {
      inbox = yes
      separator = /
      mailbox Sent {
        auto = create
        special_use = \\Sent
      }
      mailbox Drafts {
        auto = create
        special_use = \\Drafts
      }
      mailbox Trash {
        auto = create
        special_use = \\Trash
      }
      mailbox Junk {
        auto = create
        special_use = \\Junk
      }
      mailbox Archive {
        auto = create
        special_use = \\Archive
      }
    }
    service imap-login {
      inet_listener imap {
        address = 127.0.0.1
        port = %d
      }
      inet_listener imaps {
        address = 127.0.0.1
        port = %d
        ssl = yes
      }
    }
    """
        .formatted(ports.get("imap"), ports.get("imaps"));
  }

  private static String asRoot() {
    return """
    mail_uid = nobody
    mail_gid = nogroup
    """;
  }

  private String asUser(String me) {
    return """
    default_internal_user = @me
    default_login_user = @me
    default_internal_group = @group
    mail_uid = @me
    mail_gid = @group
    service anvil {
      chroot =
    }
    service imap-login {
      chroot =
    }
    """
        .replace("@me", me)
        .replace("@group", group);
  }
}
