package dev.postern.conformance.peer;

import java.nio.file.Path;
import java.util.Map;

/// The configuration of a private Dovecot: sdbox, any user with one password, no limits in the way.
///
/// @param home holds everything it writes
/// @param ports of `imap` and `imaps`
record DovecotConf(Path home, Map<String, Integer> ports) {
  /// Returns the configuration file's text, for root or for any other user.
  String text() {
    String me = System.getProperty("user.name");
    return (common() + (me.equals("root") ? asRoot() : asUser(me)))
        .replace("HOME", home.toString());
  }

  private String common() {
    return """
    base_dir = HOME/run
    state_dir = HOME/run
    log_path = HOME/dovecot.log
    instance_name = conformance
    listen = 127.0.0.1
    protocols = imap
    ssl = yes
    ssl_cert = <HOME/cert.pem
    ssl_key = <HOME/key.pem
    disable_plaintext_auth = no
    auth_mechanisms = plain login
    auth_failure_delay = 0
    mail_location = sdbox:~/sdbox
    mail_home = HOME/mail/%%u
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

  private static String asUser(String me) {
    return """
    default_internal_user = ME
    default_login_user = ME
    mail_uid = ME
    service anvil {
      chroot =
    }
    service imap-login {
      chroot =
    }
    """
        .replace("ME", me);
  }
}
