package dev.postern.conformance.client;

import dev.postern.conformance.peer.Peer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/// A mail program: Angus Mail over implicit TLS, trusting the server's own authority.
public record Angus(Peer server, String address) {
  private Session session() {
    SSLSocketFactory trusted = server.trust().getSocketFactory();
    var properties = new Properties();
    for (String protocol : new String[] {"imaps", "smtps"}) {
      properties.put("mail." + protocol + ".ssl.socketFactory", trusted);
      properties.put("mail." + protocol + ".timeout", "10000");
      properties.put("mail." + protocol + ".auth", "true");
    }
    return Session.getInstance(properties);
  }

  /// Signs in over IMAP; the caller closes the store.
  public Store imap() throws MessagingException {
    Store store = session().getStore("imaps");
    store.connect("localhost", server.port("imaps"), address, server.password());
    return store;
  }

  /// Submits a message to its recipients.
  public void send(Message message) throws MessagingException {
    try (Transport smtp = session().getTransport("smtps")) {
      smtp.connect("localhost", server.port("submissions"), address, server.password());
      smtp.sendMessage(message, message.getAllRecipients());
    }
  }
}
