package dev.postern.conformance.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The configuration of a private Postfix that keeps mail to `far.test` in one Maildir and hands
/// mail to `here.test` to a server on loopback.
///
/// @param home holds everything it writes
/// @param smtp its port
/// @param next the port that mail to `here.test` goes to
record PostfixConf(Path home, int smtp, int next) {
  /// Writes the files and returns their folder.
  Path write() throws IOException {
    Path conf = Files.createDirectory(home.resolve("conf"));
    Files.writeString(conf.resolve("main.cf"), main());
    Files.writeString(conf.resolve("master.cf"), master());
    return conf;
  }

  private String main() {
    return """
    compatibility_level = 3.6
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    queue_directory = @home/queue
    data_directory = @home/data
    mail_owner = postfix
    setgid_group = postdrop
    maillog_file = @home/mail.log
    maillog_file_prefixes = @home
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    myhostname = postfix.far.test
    mydestination =
    mynetworks = 127.0.0.0/8
    virtual_mailbox_domains = far.test
    virtual_mailbox_base = @home/mail
    virtual_mailbox_maps = inline:{bob@far.test=box/, mailer-daemon@far.test=box/}
    virtual_uid_maps = static:65534
    virtual_gid_maps = static:65534
    transport_maps = inline:{here.test=smtp:[127.0.0.1]:@next}
    smtp_dns_support_level = disabled
    smtp_tls_security_level = may
    smtpd_tls_security_level = may
    smtpd_tls_cert_file = @home/cert.pem
    smtpd_tls_key_file = @home/key.pem
    smtpd_tls_received_header = yes
    alias_maps =
    alias_database =
    """
        .replace("@home", home.toString())
        .replace("@next", String.valueOf(next));
  }

  private String master() {
    return """
    127.0.0.1:@port inet n - n - - smtpd
    pickup unix n - n 60 1 pickup
    cleanup unix n - n - 0 cleanup
    qmgr unix n - n 300 1 qmgr
    tlsmgr unix - - n 1000? 1 tlsmgr
    rewrite unix - - n - - trivial-rewrite
    bounce unix - - n - 0 bounce
    defer unix - - n - 0 bounce
    trace unix - - n - 0 bounce
    verify unix - - n - 1 verify
    flush unix n - n 1000? 0 flush
    proxymap unix - - n - - proxymap
    smtp unix - - n - - smtp
    relay unix - - n - - smtp
    error unix - - n - - error
    retry unix - - n - - error
    virtual unix - n n - - virtual
    anvil unix - - n - 1 anvil
    scache unix - - n - 1 scache
    postlog unix-dgram n - n - 1 postlogd
    """
        .replace("@port", String.valueOf(smtp));
  }
}
