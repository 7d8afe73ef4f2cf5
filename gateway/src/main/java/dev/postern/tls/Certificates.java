package dev.postern.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes X.509 certificates (RFC 5280) on P-256, with every extension that strict verifiers ask
/// for.
final class Certificates {
  // Clocks of clients and containers run behind.
  private static final Duration SKEW = Duration.ofHours(1);
  private static final List<String> PRIVATE_NAMES =
      List.of("localhost", "test", "local", "internal");
  private static final List<String> PRIVATE_NETWORKS =
      List.of(
          "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7");

  private Certificates() {}

  static KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  static X509Certificate root(KeyPair pair, Collection<String> names, Instant now, Duration life)
      throws GeneralSecurityException, IOException {
    // A serial in the name tells roots of several servers apart in a client's list.
    byte[] mark = new byte[4];
    new SecureRandom().nextBytes(mark);
    X500Name subject = name("Postern local CA " + new BigInteger(1, mark).toString(36));
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            subject,
            serial(),
            Date.from(now.minus(SKEW)),
            Date.from(now.plus(life)),
            subject,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    builder.addExtension(
        Extension.nameConstraints, true, new NameConstraints(permitted(names), null));
    return sign(builder, pair.getPrivate());
  }

  static X509Certificate leaf(
      Identity root, PublicKey key, Collection<String> names, Instant now, Duration life)
      throws GeneralSecurityException, IOException {
    X509Certificate issuer = root.chain().getFirst();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
            serial(),
            Date.from(now.minus(SKEW)),
            Date.from(now.plus(life)),
            name("Postern server"),
            key);
    var extensions = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        extensions.createAuthorityKeyIdentifier(issuer.getPublicKey()));
    builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
    return sign(builder, root.key());
  }

  /// Says whether a root may vouch for these names.
  static boolean permits(X509Certificate root, Collection<String> names) {
    byte[] extension = root.getExtensionValue(Extension.nameConstraints.getId());
    if (extension == null) {
      return true;
    }
    var constraints =
        NameConstraints.getInstance(ASN1OctetString.getInstance(extension).getOctets());
    List<String> permitted = new ArrayList<>();
    List<byte[]> networks = new ArrayList<>();
    for (GeneralSubtree subtree : constraints.getPermittedSubtrees()) {
      if (subtree.getBase().getTagNo() == GeneralName.dNSName) {
        permitted.add(subtree.getBase().getName().toString());
      } else {
        networks.add(ASN1OctetString.getInstance(subtree.getBase().getName()).getOctets());
      }
    }
    return names.stream()
        .allMatch(name ->
            isAddress(name)
                ? networks.stream().anyMatch(network -> covers(network, name))
                : isWithin(name, permitted));
  }

  /// Says whether `name` is an IP address, not a host's name.
  static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  // Section 4.2.1.10: a name is within a subtree if labels were added at its left side.
  private static boolean isWithin(String name, Collection<String> subtrees) {
    return subtrees.stream().anyMatch(tree -> name.equals(tree) || name.endsWith("." + tree));
  }

  // Section 4.2.1.10: a network is its address and its mask, one after the other.
  private static boolean covers(byte[] network, String name) {
    byte[] address = InetAddress.ofLiteral(name).getAddress();
    boolean covered = network.length == 2 * address.length;
    for (int i = 0; covered && i < address.length; i++) {
      covered = (address[i] & network[address.length + i]) == network[i];
    }
    return covered;
  }

  private static GeneralSubtree[] permitted(Collection<String> names) {
    var subtrees = new ArrayList<GeneralSubtree>();
    PRIVATE_NAMES.forEach(name -> subtrees.add(subtree(GeneralName.dNSName, name)));
    PRIVATE_NETWORKS.forEach(network -> subtrees.add(subtree(GeneralName.iPAddress, network)));
    for (String name : names) {
      if (isAddress(name)) {
        String all = name.indexOf(':') >= 0 ? "/128" : "/32";
        subtrees.add(subtree(GeneralName.iPAddress, name + all));
      } else if (!isWithin(name, PRIVATE_NAMES)) {
        subtrees.add(subtree(GeneralName.dNSName, name));
      }
    }
    return subtrees.toArray(GeneralSubtree[]::new);
  }

  private static GeneralSubtree subtree(int kind, String value) {
    return new GeneralSubtree(new GeneralName(kind, value));
  }

  private static GeneralNames alternatives(Collection<String> names) {
    var alternatives = new ArrayList<GeneralName>();
    for (String name : names) {
      boolean address = isAddress(name);
      alternatives.add(
          new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name));
      if (!address && name.indexOf('.') > 0) {
        // imap.name, smtp.name and whatever else a client is told or guesses.
        alternatives.add(new GeneralName(GeneralName.dNSName, "*." + name));
      }
    }
    return new GeneralNames(alternatives.toArray(GeneralName[]::new));
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, "Postern")
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static BigInteger serial() {
    // RFC 5280 section 4.1.2.2: positive, at most 20 octets.
    return new BigInteger(127, new SecureRandom()).setBit(126);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("no signature", e);
    }
  }
}
